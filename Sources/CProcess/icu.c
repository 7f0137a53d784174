// A release brings the part of ICU's data that it needs (scripts/icu-data): the linker then leaves out what stands in Swift's library under this name.
#ifdef STOCKGATE_ICU_DATA
#define DATA STOCKGATE_ICU_SYMBOL
__asm__(".section .rodata\n"
        ".balign 16\n"
        ".globl " DATA "\n"
        ".type " DATA ", %object\n" DATA ":\n"
        ".incbin \"" STOCKGATE_ICU_DATA "\"\n"
        ".size " DATA ", . - " DATA "\n"
        ".text\n");
#endif

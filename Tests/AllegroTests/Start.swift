// Allegro tests

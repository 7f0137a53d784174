// Allegro

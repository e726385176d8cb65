"""Reading codes out of pictures: a cascade of small stages."""

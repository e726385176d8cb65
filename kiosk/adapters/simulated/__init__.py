"""Fakes that ship with the product: ``kiosk demo`` runs on them."""

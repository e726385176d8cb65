"""The hub's side of the contract, for one machine or many kiosks."""

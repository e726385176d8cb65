"""The hub's side of the contract, for one machine or many kiosks.

A model for partners who build their own, and the hub of the demo and the tests. Workers
keep nothing in memory: everything is in the database, which is also the only clock.
"""

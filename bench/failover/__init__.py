"""The whole cluster on this machine, and what becomes of people while parts of it are killed: `make failover`."""

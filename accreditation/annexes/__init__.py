"""Follow-up forms of accredited journalists: equipment, frequencies, vehicles, drones, working positions."""

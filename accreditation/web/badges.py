"""The badge desk's page: who is ready, printing, handing over, reissuing. Works without JavaScript."""

"""Actions on the register of signatories and on the call: what one person does, in one transaction."""

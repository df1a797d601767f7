"""Page of letters for accreditation officers and administrators."""

"""The room's rules, by noun: konvertering, kalkyle, arbeidstid, kontroll. No database here."""

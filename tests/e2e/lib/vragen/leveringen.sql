-- What became of every file.
SELECT organisatie, ontvangen, bestand, soort, oordeel FROM rapport.levering

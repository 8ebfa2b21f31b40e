-- Every version of every declaratie that is rejected as a whole.
SELECT domein, gemeente, aanbieder, declaratie, header_retourcodes AS header, antwoord_retourcodes AS antwoord, bekend_van, bekend_tot
FROM dwh.declaratie_afkeur

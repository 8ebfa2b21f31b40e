-- rapport:   melder
-- titel:     Melders
-- versie:    1
-- verband:   rij
-- definitie: Trajecten die in de periode beginnen, naar wie de cliënt aanmeldde. Het aandeel is dat van de melder in alle
--            begonnen trajecten van dezelfde groep; trajecten zonder melder (alle trajecten uit berichten) tellen daarin mee.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron
-- achteraan: melder
-- maat:      aantal aantal Trajecten die in de periode beginnen
-- maat:      aandeel deel:aantal Aandeel in de groep, 0 tot 1
with :traject,
telling as (
  select width_bucket(gestart, :begindagen) as periode, traject.*
  from traject
  where gestart between :'van'::date and :'tot'::date
)
select
  :per,
  count(*) as aantal
from telling
where :waar
group by :per

-- rapport:   reden
-- titel:     Redenen van beëindiging
-- versie:    1
-- verband:   rij
-- definitie: Trajecten die in de periode definitief eindigen, naar de genormaliseerde reden. Het aandeel is dat van de
--            reden in alle afgesloten trajecten van dezelfde groep; onbekende redenen tellen daarin mee.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder reden voorziening
--            hoofddomein
-- waar:      bron
-- achteraan: reden
-- maat:      aantal aantal Trajecten die in de periode definitief eindigen
-- maat:      aandeel deel:aantal Aandeel in de groep, 0 tot 1
with :traject,
telling as (
  select width_bucket(gestopt, :begindagen) as periode, traject.*
  from traject
  where gestart is not null and gestopt between :'van'::date and :'tot'::date
)
select
  :per,
  count(*) as aantal
from telling
where :waar
group by :per

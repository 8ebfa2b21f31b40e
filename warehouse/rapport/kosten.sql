-- rapport:   kosten
-- titel:     Kosten
-- versie:    1
-- definitie: Gedeclareerde bedragen in eurocenten, debet min credit, naar de maand van de prestatie (van de begindatum
--            van de regel, niet van de declaratie). Afgekeurd is wat een declaratie-antwoord afkeurt dat op de peildatum
--            bekend is: een regel, een hele declaratie, en een creditregel waarvan de debetregel is afgekeurd.
--            bedrag_cent = ingediend_cent - afgekeurd_cent. Volumes worden niet opgeteld: eenheden verschillen.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit
-- maat:      bedrag_cent aantal Eurocenten die niet zijn afgekeurd
-- maat:      ingediend_cent aantal Eurocenten van alle regels, debet min credit
-- maat:      afgekeurd_cent aantal Eurocenten van afgekeurde regels, debet min credit; kan negatief zijn
with :prestatie,
telling as (
  select width_bucket(begindatum, :begindagen) as periode, prestatie.*
  from prestatie
  where begindatum between :'van'::date and :'tot'::date
  offset 0 -- settles what is rejected once a line, before the lines are grouped
)
select
  :per,
  coalesce(sum(cent) filter (where not afgekeurd), 0) as bedrag_cent,
  sum(cent) as ingediend_cent,
  coalesce(sum(cent) filter (where afgekeurd), 0) as afgekeurd_cent
from telling
where :waar
group by :per

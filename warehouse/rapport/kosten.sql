-- rapport:   kosten
-- titel:     Kosten
-- versie:    2
-- definitie: Gedeclareerde bedragen in eurocenten, debet min credit, naar de maand van de prestatie (van de begindatum
--            van de regel, niet van de declaratie). Afgekeurd is wat een declaratie-antwoord afkeurt dat op de peildatum
--            bekend is: een regel, een hele declaratie, en een creditregel waarvan de debetregel is afgekeurd.
--            bedrag_cent = ingediend_cent - afgekeurd_cent. Volumes worden niet opgeteld: eenheden verschillen. Het aandeel is
--            dat van bedrag_cent in de groep zonder de laatste kolom van --per die geen maand, kwartaal of jaar is. Kosten
--            per cliënt zijn er niet van producten met bekostiging lumpsum: die bedragen en cliënten blijven daar buiten.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit
-- waar:      bron bekostiging contract
-- groepeert: hash
-- dekking:   jw wmo
-- maat:      bedrag_cent aantal Eurocenten die niet zijn afgekeurd
-- maat:      ingediend_cent aantal Eurocenten van alle regels, debet min credit
-- maat:      afgekeurd_cent aantal Eurocenten van afgekeurde regels, debet min credit; kan negatief zijn
-- maat:      aandeel deel:bedrag_cent Aandeel van bedrag_cent in de groep; negatief of boven 1 waar credit overheerst
-- maat:      clienten aantal Verschillende cliënten met een regel die niet is afgekeurd, zonder lumpsum; niet op te tellen
-- maat:      cent_per_client getal bedrag_cent zonder lumpsum, gedeeld door clienten
with :prestatie,
telling as (
  select
    width_bucket(begindatum, :begindagen) as periode, prestatie.*,
    not afgekeurd and bekostiging <> 'lumpsum' as is_per_client
  from prestatie
  where begindatum between :'van'::date and :'tot'::date
  offset '0' -- settles what is rejected once a line, before the lines are grouped
),
-- each client once in a group: cheaper than count(distinct), which sorts the lines
per_client as (
  select
    :per, pseudoniem,
    sum(cent) as cent,
    sum(cent) filter (where afgekeurd) as afgekeurd_cent,
    sum(cent) filter (where is_per_client) as eigen_cent -- null: no line of a product that is paid per client
  from telling
  where :waar
  group by :per, pseudoniem
)
select
  :per,
  sum(cent) - coalesce(sum(afgekeurd_cent), 0) as bedrag_cent,
  sum(cent) as ingediend_cent,
  coalesce(sum(afgekeurd_cent), 0) as afgekeurd_cent,
  count(eigen_cent) as clienten,
  sum(eigen_cent)::numeric / nullif(count(eigen_cent), 0) as cent_per_client
from per_client
group by :per

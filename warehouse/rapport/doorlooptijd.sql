-- rapport:   doorlooptijd
-- titel:     Doorlooptijd
-- versie:    1
-- definitie: Dagen van begin tot einde van de trajecten die in de periode eindigen, en apart daarvan dagen van begin tot de
--            laatste dag van de periode (of de peildatum als die eerder is) van wat dan loopt. Dagen van een onderbreking
--            (na de tijdelijke stop, voor de herstart) gaan eraf.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron
-- optie:     onderbreking niet|mee niet Of dagen van een onderbreking meetellen
-- maat:      afgesloten aantal Trajecten die in de periode definitief eindigen
-- maat:      afgesloten_gemiddeld getal Gemiddelde doorlooptijd daarvan in dagen
-- maat:      afgesloten_mediaan getal Mediaan daarvan
-- maat:      open_eind aantal Trajecten die op de laatste dag (of de peildatum) lopen en daarna nog niet zijn geeindigd
-- maat:      open_gemiddeld getal Gemiddelde duur tot die dag
-- maat:      open_mediaan getal Mediaan daarvan
with :traject,
periode as (:periode),
-- what ends in the period up to that day, and what is open on the moment of a period up to that moment
duur as (
  select width_bucket(gestopt, :begindagen) as periode, true as is_afgesloten, gestopt as einde, traject.*
  from traject
  where gestart is not null and gestopt between :'van'::date and :'tot'::date
  union all
  select periode.periode, false, periode.moment, traject.*
  from traject
  join periode on periode.moment >= gestart and periode.moment < coalesce(gestopt, 'infinity')
),
-- van and tot of an onderbreking are days of care, those between are not
onderbroken as (
  select duur.sleutel, duur.periode, duur.is_afgesloten, sum(greatest(0, least(o.tot - 1, einde) - o.van)) as dagen
  from dwh.onderbreking o
  join duur on duur.sleutel = o.traject
  where o.bekend_van <= :'peildatum'::date and o.bekend_tot > :'peildatum'::date
    and :'onderbreking' = 'niet'
  group by duur.sleutel, duur.periode, duur.is_afgesloten
),
telling as (
  select duur.*, einde - gestart - coalesce(onderbroken.dagen, 0) as dagen
  from duur
  left join onderbroken using (sleutel, periode, is_afgesloten)
)
select
  :per,
  count(*) filter (where is_afgesloten) as afgesloten,
  avg(dagen) filter (where is_afgesloten) as afgesloten_gemiddeld,
  percentile_cont(0.5) within group (order by dagen) filter (where is_afgesloten) as afgesloten_mediaan,
  count(*) filter (where not is_afgesloten) as open_eind,
  avg(dagen) filter (where not is_afgesloten) as open_gemiddeld,
  percentile_cont(0.5) within group (order by dagen) filter (where not is_afgesloten) as open_mediaan
from telling
where :waar
group by :per

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
-- maat:      open_eind aantal Trajecten die op de laatste dag (of de peildatum) lopen en daarna nog niet zijn geëindigd
-- maat:      open_gemiddeld getal Gemiddelde duur tot die dag
-- maat:      open_mediaan getal Mediaan daarvan
with :traject,
:looptijd,
periode as (:periode),
-- van and tot of an onderbreking are days of care, those between are not; one that lasts has no last day yet
onderbroken as (
  select
    o.pseudoniem, o.traject as sleutel,
    array_agg(o.van) as onderbroken_van,
    array_agg(coalesce(o.tot - 1, 'infinity')) as onderbroken_tot
  from dwh.onderbreking o
  where o.bekend_van <= :'peildatum'::date and o.bekend_tot > :'peildatum'::date
    and :'onderbreking' = 'niet'
  group by o.pseudoniem, o.traject
),
-- in the part of the period in which it ends a traject is afgesloten, in those before it is open at the moment
duur as (
  select
    periode.periode, looptijd.*, onderbroken_van, onderbroken_tot,
    coalesce(gestopt, 'infinity') <= periode.tot as is_afgesloten,
    least(gestopt, periode.moment) as einde
  from looptijd
  join periode on periode.periode between eerste and laatste
  left join onderbroken using (pseudoniem, sleutel)
  where gestart <= :'peildatum'::date
),
telling as (
  select
    duur.*,
    einde - gestart - case when onderbroken_van is null then 0 else (
      select sum(greatest(0, least(onderbroken_tot, einde) - onderbroken_van))
      from unnest(duur.onderbroken_van, duur.onderbroken_tot) as o (onderbroken_van, onderbroken_tot)
    ) end as dagen
  from duur
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

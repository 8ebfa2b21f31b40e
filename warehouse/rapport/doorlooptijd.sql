-- rapport:   doorlooptijd
-- titel:     Doorlooptijd
-- versie:    2
-- verband:   rij
-- definitie: Dagen van begin tot einde van de trajecten die in de periode eindigen, en apart daarvan dagen van begin tot de
--            laatste dag van de periode (of de peildatum als die eerder is) van wat dan loopt. Dagen van een onderbreking
--            (na de tijdelijke stop, voor de herstart) gaan eraf. Een open traject uit een lijst duurt niet langer dan tot en met de
--            periode van de nieuwste lijst van zijn aanbieder; het telt wel mee.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder voorziening
--            hoofddomein
-- waar:      bron
-- optie:     onderbreking niet|mee niet Of dagen van een onderbreking meetellen
-- optie:     doortrekken nee|ja nee Of dagen van open trajecten doortellen na de nieuwste lijst van hun aanbieder
-- groepeert: hash
-- koppelt:   hash
-- maat:      afgesloten aantal Trajecten die in de periode definitief eindigen
-- maat:      afgesloten_gemiddeld getal Gemiddelde doorlooptijd daarvan in dagen
-- maat:      afgesloten_mediaan getal Mediaan daarvan
-- maat:      open_eind aantal Trajecten die op de laatste dag (of de peildatum) lopen en daarna nog niet zijn geëindigd
-- maat:      open_gemiddeld getal Gemiddelde duur tot die dag
-- maat:      open_mediaan getal Mediaan daarvan
with :traject,
:looptijd,
periode as not materialized (:periode),
-- van and tot of an onderbreking are days of care, those between are not; one that lasts has no last day yet. Most
-- trajecten have one, so the first has columns of its own and the arrays are only for the rest.
onderbroken as (
  select
    pseudoniem, sleutel, van[1] as onderbroken_van, tot[1] as onderbroken_tot,
    nullif(van[2:], '{}') as verder_van, nullif(tot[2:], '{}') as verder_tot
  from (
    select
      o.pseudoniem, o.traject as sleutel,
      array_agg(o.van) as van,
      array_agg(coalesce(o.tot - 1, 'infinity')) as tot
    from dwh.onderbreking o
    where o.bekend_van <= :'peildatum'::date and o.bekend_tot > :'peildatum'::date
      and :'onderbreking' = 'niet'
    group by o.pseudoniem, o.traject
  ) as per_traject
),
-- By their days and first and last part many trajecten become few rows before these are spread over the parts. In the
-- part in which it ends a traject is afgesloten, in those before it is open at the moment.
bundel as (
  select
    gestart, eerste, laatste, case when gestopt <= :'tot'::date then gestopt end as geeindigd, lijst_tot,
    onderbroken_van, onderbroken_tot, verder_van, verder_tot, :groep, count(*)::integer as aantal
  from looptijd
  left join onderbroken using (pseudoniem, sleutel)
  left join dwh.lijst_einde(:'peildatum'::date) as lijst (lijst_van, lijst_tot)
    on bron = 'lijst' and lijst_van = aanbieder and gestopt is null and :'doortrekken' = 'nee'
  where gestart <= :'peildatum'::date and :waar
  group by gestart, eerste, laatste, geeindigd, lijst_tot, onderbroken_van, onderbroken_tot, verder_van, verder_tot, :groep
),
gespreid as (
  select bundel.*, generate_series(eerste, laatste) as deel from bundel
),
duur as materialized (
  select
    :per, coalesce(geeindigd <= periode.tot, false) as is_afgesloten,
    einde - gestart
      - case when onderbroken_van is null then 0 else greatest(0, least(onderbroken_tot, einde) - onderbroken_van) end
      - case when verder_van is null then 0 else (
          select sum(greatest(0, least(o.tot, einde) - o.van))::integer from unnest(verder_van, verder_tot) as o (van, tot)
        ) end as dagen,
    sum(aantal)::integer as aantal
  from gespreid
  join periode on periode.periode = deel
  cross join lateral (select greatest(gestart, least(geeindigd, periode.moment, lijst_tot)) as einde) as einde
  group by :per, is_afgesloten, dagen
),
-- The median of a group in two steps, because sorting all durations takes longest: first which 32 days it lies in, then
-- which of those. Of an even number it is the mean of two, which need not lie in the same 32 days.
vak as (
  select
    :per, is_afgesloten, dagen >> 5 as vak, sum(aantal)::integer as aantal, sum(dagen * aantal) as som
  from duur
  group by :per, is_afgesloten, vak
),
gerangschikt as (
  select
    vak.*,
    sum(aantal) over (partition by :per, is_afgesloten order by vak) as tot_en_met,
    sum(aantal) over (partition by :per, is_afgesloten) as alle
  from vak
),
midden as (
  select :per, is_afgesloten, vak, tot_en_met - aantal as ervoor, alle
  from gerangschikt
  where 2 * tot_en_met >= alle and 2 * (tot_en_met - aantal) <= alle
),
-- how many of a group lasted so many days or less, of the days around the median
dag as (
  select
    :per, is_afgesloten, dagen, alle,
    ervoor + sum(aantal) over (partition by :per, is_afgesloten, vak order by dagen) as tot_en_met
  from (
    select duur.*, dagen >> 5 as vak from duur
  ) as duur
  join midden using (:per, is_afgesloten, vak)
),
mediaan as (
  select
    :per, is_afgesloten,
    (min(dagen) filter (where 2 * tot_en_met >= alle) + min(dagen) filter (where 2 * tot_en_met > alle)) / 2.0 as mediaan
  from dag
  group by :per, is_afgesloten
)
select
  :per,
  coalesce(sum(aantal) filter (where is_afgesloten), 0) as afgesloten,
  (sum(som) filter (where is_afgesloten))::numeric / sum(aantal) filter (where is_afgesloten) as afgesloten_gemiddeld,
  min(mediaan) filter (where is_afgesloten) as afgesloten_mediaan,
  coalesce(sum(aantal) filter (where not is_afgesloten), 0) as open_eind,
  (sum(som) filter (where not is_afgesloten))::numeric / sum(aantal) filter (where not is_afgesloten) as open_gemiddeld,
  min(mediaan) filter (where not is_afgesloten) as open_mediaan
from vak
join mediaan using (:per, is_afgesloten)
group by :per

-- rapport:   indicator
-- titel:     Indicatoren
-- versie:    1
-- definitie: Cijfers van aanbieders die in hun geheel in de periode vallen, zoals bekend op de peildatum. Is de eenheid
--            aantal, dan worden waarden opgeteld; anders is de waarde de som van de tellers gedeeld door de som van de
--            noemers waar die er zijn, en anders de laatste waarde (naar tot, dan van, dan aanbieder en gemeente).
-- per:       maand kwartaal jaar gemeente aanbieder
-- waar:      indicator kenmerk
-- sleutel:   indicator * Code van de indicator
-- sleutel:   kenmerk * Nadere aanduiding; leeg als zij er niet is
-- dekking:   indicator
-- maat:      waarde getal In de eenheid van de indicator
-- maat:      teller getal Som van de tellers
-- maat:      noemer getal Som van de noemers
with cijfers as (
  select
    i.van, i.tot, i.aanbieder,
    coalesce(i.gemeente, 'onbekend') as gemeente,
    i.indicator,
    coalesce(i.kenmerk, '') as kenmerk,
    i.waarde, i.teller, i.noemer,
    coalesce(d.eenheid, 'onbekend') as eenheid
  from dwh.indicator i
  left join dwh.dim_indicator d
    on d.code = i.indicator
    and d.bekend_van <= :'peildatum'::date and d.bekend_tot > :'peildatum'::date
  where i.bekend_van <= :'peildatum'::date and i.bekend_tot > :'peildatum'::date
),
telling as (
  select width_bucket(c.tot, :begindagen) as periode, c.*
  from cijfers c
  join (:periode) as deel
    on deel.periode = width_bucket(c.tot, :begindagen) and c.van >= deel.van and c.tot <= deel.tot
)
select
  :per,
  case
    when max(eenheid) = 'aantal' then sum(waarde)
    when sum(noemer) filter (where teller is not null) <> 0
      then sum(teller) filter (where noemer is not null) / sum(noemer) filter (where teller is not null)
    else (array_agg(waarde order by tot desc, van desc, aanbieder, gemeente) filter (where waarde is not null))[1]
  end as waarde,
  sum(teller) as teller,
  sum(noemer) as noemer
from telling
where :waar
group by :per

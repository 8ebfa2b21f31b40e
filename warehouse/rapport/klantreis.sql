-- rapport:   klantreis
-- titel:     Klantreis
-- versie:    1
-- definitie: Stappen van cliënten tussen en binnen trajecten, over alle bronnen, domeinen, gemeenten en aanbieders, op de
--            dag van de stap. Aan een begin: doorstroom (het vervolg op een traject dat ten hoogste --gat dagen eerder
--            eindigde), stapeling (naast een lopend traject, of naast een ander vervolg), herinstroom (na langer) of
--            instroom (het eerste). Aan een einde: uitstroom, als niets anders doorloopt en niets binnen --gat dagen begint;
--            niet bij een wijzigingsverzoek. Daartussen: onderbreking en hervatting. Een stap na de peildatum is nog geen
--            stap. De kolommen van --per en --where zijn die van het nieuwe traject, en aan een einde van het geëindigde.
-- per:       maand kwartaal jaar gemeente aanbieder domein segment product intensiteit team melder reden voorziening
--            hoofddomein
-- waar:      bron stap richting verlenging
-- groepeert: hash
-- koppelt:   hash
-- optie:     gat getal 28 Dagen die ten hoogste tussen twee trajecten liggen die bij elkaar horen
-- optie:     van-naar product|segment|intensiteit|aanbieder|gemeente product Wat in van en naar staat
-- sleutel:   stap * instroom, doorstroom, stapeling, herinstroom, uitstroom, onderbreking of hervatting
-- sleutel:   richting * Van een doorstroom, naar intensiteit: op, af, gelijk of onbekend
-- sleutel:   verlenging * Van een doorstroom: ja (zelfde aanbieder, gemeente en product) of nee
-- sleutel:   van * Wat de stap verlaat; leeg bij instroom, herinstroom en stapeling
-- sleutel:   naar * Waar de stap naartoe gaat; leeg bij uitstroom
-- maat:      aantal aantal Stappen
-- maat:      clienten aantal Verschillende cliënten daarvan; niet op te tellen
-- maat:      voorlopig aantal Uitstroom die nog doorstroom kan worden: minder dan --gat dagen voor de peildatum
-- maat:      zelfde_aanbieder aantal Doorstroom bij dezelfde aanbieder
-- maat:      zelfde_gemeente aantal Doorstroom in dezelfde gemeente
-- maat:      zelfde_product aantal Doorstroom met hetzelfde product
with telling as (
  select
    width_bucket(s.dag, :begindagen) as periode,
    s.pseudoniem, s.stap, coalesce(s.richting, '') as richting,
    case s.verlenging when true then 'ja' when false then 'nee' else '' end as verlenging,
    coalesce(case :'van_naar'
      when 'product' then s.van_product
      when 'segment' then s.van_segment
      when 'intensiteit' then s.van_intensiteit
      when 'aanbieder' then s.van_aanbieder
      when 'gemeente' then s.van_gemeente
    end, '') as van,
    coalesce(case :'van_naar'
      when 'product' then s.naar_product
      when 'segment' then s.naar_segment
      when 'intensiteit' then s.naar_intensiteit
      when 'aanbieder' then s.naar_aanbieder
      when 'gemeente' then s.naar_gemeente
    end, '') as naar,
    s.voorlopig, s.zelfde_aanbieder, s.zelfde_gemeente, s.zelfde_product,
    s.bron, s.gemeente, s.aanbieder, s.domein, s.segment, s.product, s.intensiteit, s.team, s.melder, s.reden,
    s.voorziening, s.hoofddomein
  from rapport.klantreis_stappen(:'van'::date, :'tot'::date, :'gat'::integer, :'peildatum'::date) s
),
-- each client once in a group: cheaper than count(distinct), which sorts the steps
per_client as (
  select
    :per, pseudoniem, count(*)::integer as aantal,
    (count(*) filter (where voorlopig))::integer as voorlopig,
    (count(*) filter (where zelfde_aanbieder))::integer as zelfde_aanbieder,
    (count(*) filter (where zelfde_gemeente))::integer as zelfde_gemeente,
    (count(*) filter (where zelfde_product))::integer as zelfde_product
  from telling
  where :waar
  group by :per, pseudoniem
)
select
  :per,
  sum(aantal) as aantal,
  count(*) as clienten,
  sum(voorlopig) as voorlopig,
  sum(zelfde_aanbieder) as zelfde_aanbieder,
  sum(zelfde_gemeente) as zelfde_gemeente,
  sum(zelfde_product) as zelfde_product
from per_client
group by :per

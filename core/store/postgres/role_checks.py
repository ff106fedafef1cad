"""What the database itself checks of a login that does not own the tables: functions, triggers and row-level security.

The search path of each function is pinned, as
it runs with the rights of the owner: a login cannot put tables of its own in between.
"""

from core.store.postgres.version import GUARD_STATE

OF_TECHNICIANS = (
    *("entry.posted", "entry.voided", "entry.contested"),
    *("client.added", "client.edited", "client.card-missing", "client.card-given"),
    *("proposal.added", "proposal.changed", "key.used"),
    *("block.added", "block.voided", "block.end_moved", "overdraft.settled", "renewal.asked", "renewal.closed"),
    *("line.added", "setting.set"),
)
"""The kinds of journal rows that a technician's login may add; what is checked of each stands in `CHECKS`."""
OF_SERVICES = (
    *("block.added", "block.forfeited", "block.rolled", "block.end_moved", "overdraft.settled"),
    *("renewal.asked", "renewal.closed", "fee.added", "statement.issued", "setting.set", "key.used"),
)
"""The kinds of journal rows that the daily run adds."""
TRIGGERS = {"journal": "monteore_recorded", "block": "monteore_sold"}
"""By table, the trigger that looks at each new row."""
POLICY = "monteore_business"
"""The policy of every table: a login sees and writes the rows of the businesses that it works for."""
LOCKS = "monteore_turn"
"""The policy that lets a login lock the row of its business, and not change it."""
ROLES = {
    "owner": "monteore_owner",
    "manager": "monteore_managers",
    "technician": "monteore_technicians",
    "service": "monteore_services",
    "reader": "monteore_readers",
}
"""By what a login may do, the group role in the database, the strongest first."""


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_ROLE = " ".join(
    f"WHEN pg_catalog.pg_has_role(session_user, '{group}', 'USAGE') THEN '{name}'" for name, group in ROLES.items()
)

CHECKS = f"""
CREATE OR REPLACE FUNCTION monteore_role() RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $body$
SELECT CASE {_ROLE} ELSE '' END
$body$;

CREATE OR REPLACE FUNCTION monteore_business() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, @SCHEMA@, pg_temp AS $body$
SELECT business_id FROM member WHERE business_id = current_setting('monteore.business', true) COLLATE "C"
AND login = CAST(session_user AS text)
$body$;

CREATE OR REPLACE FUNCTION monteore_clients(wanted tsquery) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER ROWS 200
SET search_path = pg_catalog, @SCHEMA@, pg_temp AS $body$
SELECT client_id FROM client_search WHERE business_id = (SELECT monteore_business()) AND words @@ wanted
$body$;

CREATE OR REPLACE FUNCTION monteore_first_clients(wanted tsquery, most bigint) RETURNS SETOF text LANGUAGE plpgsql STABLE
SECURITY DEFINER ROWS 200 SET search_path = pg_catalog, @SCHEMA@, pg_temp SET plan_cache_mode = force_custom_plan AS $body$
BEGIN RETURN QUERY SELECT s.client_id FROM client_search AS s JOIN client AS c USING (business_id, client_id)
WHERE s.business_id = (SELECT monteore_business()) AND s.words @@ wanted AND c.archived = 0 ORDER BY s.seq LIMIT most; END
$body$;

CREATE OR REPLACE FUNCTION monteore_tickets(part text) RETURNS SETOF text LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
SET search_path = pg_catalog, @SCHEMA@, pg_temp SET plan_cache_mode = force_custom_plan AS $body$
BEGIN RETURN QUERY SELECT entry_id FROM entry WHERE business_id = (SELECT monteore_business()) AND ticket <> ''
AND ticket ILIKE part ESCAPE '\\'; END
$body$;

CREATE OR REPLACE FUNCTION monteore_entries(wanted tsquery) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER ROWS 200
SET search_path = pg_catalog, @SCHEMA@, pg_temp AS $body$
SELECT entry_id FROM entry_words WHERE business_id = (SELECT monteore_business()) AND words @@ wanted
$body$;

CREATE OR REPLACE FUNCTION monteore_refuse(why text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $body$
BEGIN RAISE EXCEPTION '%', why USING ERRCODE = '42501'; END
$body$;

CREATE OR REPLACE FUNCTION monteore_check_block(of_business text, body json) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, @SCHEMA@, pg_temp AS $body$
DECLARE
    payer text := coalesce(body ->> 'account_id', body ->> 'client_id');
    sold text := body ->> 'sold_on';
    size bigint := body ->> 'size_minutes';
    price bigint := body ->> 'price_minor';
    asked record; terms json; most bigint; left_over bigint;
BEGIN
    IF body ->> 'origin' = 'included' THEN
        SELECT coalesce(sum(b.size_minutes), 0) INTO left_over FROM block AS b WHERE b.business_id = of_business
            AND b.account_id = payer AND b.origin = 'included' AND b.period_from = body ->> 'period_from';
        IF price IS DISTINCT FROM 0 OR body ->> 'line' IS NOT NULL OR body ->> 'period_from' IS NULL
            OR NOT EXISTS (SELECT FROM agreement AS a
            WHERE a.business_id = of_business AND a.account_id = payer AND a.kind = 'managed'
            AND CAST(CAST(a.terms AS json) ->> 'included_minutes' AS bigint) >= size + left_over) THEN
            PERFORM monteore_refuse('hours included in a fee are those of the agreement');
        END IF;
        RETURN;
    END IF;
    IF body ->> 'origin' IS DISTINCT FROM 'renewed' OR body ->> 'renewal_id' IS NOT NULL THEN
        PERFORM monteore_refuse('a block is sold, or a renewal approved, by a manager');
    END IF;
    SELECT a.kind, a.block_minutes, a.threshold_minutes, CAST(a.terms AS json) AS terms INTO asked FROM agreement AS a
        WHERE a.business_id = of_business AND a.account_id = payer AND (a.from_date IS NULL OR a.from_date <= sold)
        ORDER BY coalesce(a.from_date, '') DESC, a.seq DESC LIMIT 1;
    IF NOT FOUND THEN
        PERFORM monteore_refuse('no agreement renews this account');
    END IF;
    terms := asked.terms;
    IF coalesce(terms ->> 'renewal', 'auto') <> 'auto' OR asked.block_minutes = 0 OR NOT (asked.kind = 'prepaid'
        OR asked.kind = 'managed' AND coalesce(terms ->> 'beyond', 'nothing') = 'block'
        AND coalesce(CAST(terms ->> 'included_minutes' AS bigint), 0) > 0) THEN
        PERFORM monteore_refuse('the agreement adds no block by itself');
    END IF;
    IF size IS DISTINCT FROM asked.block_minutes
        OR price IS DISTINCT FROM coalesce(CAST(terms ->> 'price_minor' AS bigint), 0)
        OR body ->> 'currency' IS DISTINCT FROM coalesce(terms ->> 'currency', 'EUR')
        OR coalesce(CAST(body -> 'line' ->> 'amount_minor' AS bigint), 0) IS DISTINCT FROM price THEN
        PERFORM monteore_refuse('a renewal has the size and the price of the agreement');
    END IF;
    IF sold IS DISTINCT FROM to_char(CAST(sold AS date), 'YYYY-MM-DD')
        OR abs(CAST(sold AS date) - CAST(now() AT TIME ZONE 'UTC' AS date)) > 1 THEN
        PERFORM monteore_refuse('a renewal is of today');
    END IF;
    SELECT c.remaining_minutes - coalesce((SELECT sum(b.remaining_minutes) FROM block AS b
        WHERE b.business_id = of_business AND b.account_id = payer AND b.expires_on < sold), 0)
        INTO left_over FROM account AS c WHERE c.business_id = of_business AND c.account_id = payer FOR UPDATE OF c;
    IF left_over IS NULL OR left_over >= asked.threshold_minutes THEN
        PERFORM monteore_refuse('no renewal is due');
    END IF;
    most := terms ->> 'max_renewals_per_month';
    IF (SELECT count(*) FROM block AS b WHERE b.business_id = of_business AND b.account_id = payer
        AND b.origin = 'renewed' AND b.voided = 0 AND left(b.sold_on, 7) = left(sold, 7)) >= most THEN
        PERFORM monteore_refuse('the agreement allows no more renewals in this month');
    END IF;
END
$body$;

CREATE OR REPLACE FUNCTION monteore_check_kind(of_business text, what text, body json, login text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, @SCHEMA@, pg_temp AS $body$
DECLARE
    locked text := coalesce((SELECT s.value FROM setting AS s WHERE s.business_id = of_business AND s.name = 'lock_date'), '');
    entry record;
BEGIN
    CASE what
    WHEN 'block.added' THEN
        PERFORM monteore_check_block(of_business, body);
    WHEN 'block.voided' THEN
        IF NOT EXISTS (SELECT FROM block AS b WHERE b.business_id = of_business AND b.block_id = body ->> 'block_id'
            AND b.origin = 'renewed' AND b.cause_entry_id = body ->> 'cause_entry_id') THEN
            PERFORM monteore_refuse('only the void of the entry that renewed a block takes it back');
        END IF;
    WHEN 'block.end_moved' THEN
        IF NOT EXISTS (SELECT FROM block AS b WHERE b.business_id = of_business AND b.block_id = body ->> 'block_id'
            AND b.origin = 'included') THEN
            PERFORM monteore_refuse('only the last day of included hours moves');
        END IF;
    WHEN 'block.forfeited' THEN
        IF NOT EXISTS (SELECT FROM block AS b WHERE b.business_id = of_business AND b.block_id = body ->> 'block_id'
            AND b.expires_on < body ->> 'day') OR coalesce(body ->> 'cause', 'expired') <> 'expired'
            OR CAST(body ->> 'day' AS date) > CAST(now() AT TIME ZONE 'UTC' AS date) + 1 THEN
            PERFORM monteore_refuse('only minutes of a block that has expired are taken');
        END IF;
    WHEN 'renewal.closed' THEN
        IF coalesce(body ->> 'outcome', '') NOT IN ('withdrawn', 'recovered') THEN
            PERFORM monteore_refuse('a renewal is refused by a manager');
        END IF;
    WHEN 'line.added' THEN
        IF coalesce(CAST(body -> 'line' ->> 'amount_minor' AS bigint), 1) > 0 OR body -> 'line' ->> 'corrects' IS NULL THEN
            PERFORM monteore_refuse('a manager adds lines to invoice');
        END IF;
    WHEN 'setting.set' THEN
        IF NOT (login = 'system' AND body ->> 'name' = 'statements_through'
            OR login <> 'system' AND body ->> 'name' = 'working_hours') THEN
            PERFORM monteore_refuse('a manager changes settings');
        END IF;
    WHEN 'entry.posted' THEN
        IF coalesce(body ->> 'work_date', '') <= locked THEN
            PERFORM monteore_refuse('the day is locked');
        END IF;
        IF body ->> 'technician' IS DISTINCT FROM login AND body ->> 'replaces' IS NULL THEN
            PERFORM monteore_refuse('work is logged by who did it');
        END IF;
    WHEN 'entry.voided' THEN
        SELECT e.technician, e.work_date INTO entry FROM entry AS e
            WHERE e.business_id = of_business AND e.entry_id = body ->> 'entry_id';
        IF entry.technician IS DISTINCT FROM login OR coalesce(entry.work_date, '') <= locked THEN
            PERFORM monteore_refuse('only own entries are voided, and none of a locked day');
        END IF;
    ELSE
        NULL;
    END CASE;
END
$body$;

CREATE OR REPLACE FUNCTION {TRIGGERS["journal"]}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, @SCHEMA@, pg_temp AS $body$
DECLARE
    role text := monteore_role();
    last record;
BEGIN
    IF role = 'owner' THEN
        RETURN NEW;
    END IF;
    IF NEW.actor <> 'system' AND (NEW.actor <> session_user OR role = 'service') THEN
        PERFORM monteore_refuse('a row of the journal has the name of the login');
    END IF;
    SELECT j.seq, j.digest INTO last FROM journal AS j WHERE j.business_id = NEW.business_id ORDER BY j.seq DESC LIMIT 1;
    IF NEW.seq <> coalesce(last.seq, 0) + 1 OR NEW.previous <> coalesce(last.digest, repeat('0', 64)) THEN
        RAISE EXCEPTION 'the row does not follow the last one' USING ERRCODE = '{GUARD_STATE}';
    END IF;
    IF role = 'manager' THEN
        RETURN NEW;
    ELSIF role = 'technician' AND NEW.kind IN ({_listed(OF_TECHNICIANS)}) THEN
        IF NEW.actor = 'system' AND NEW.kind NOT IN ({_listed(OF_SERVICES)}, 'block.voided')
            OR NEW.actor = 'system' AND NEW.kind IN ('setting.set', 'key.used') THEN
            PERFORM monteore_refuse('this is no act of a rule');
        END IF;
        PERFORM monteore_check_kind(NEW.business_id, NEW.kind, CAST(NEW.body AS json), session_user);
        RETURN NEW;
    ELSIF role = 'service' AND NEW.kind IN ({_listed(OF_SERVICES)}) THEN
        PERFORM monteore_check_kind(NEW.business_id, NEW.kind, CAST(NEW.body AS json), 'system');
        RETURN NEW;
    END IF;
    PERFORM monteore_refuse('only a manager may do this: ' || NEW.kind);
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION {TRIGGERS["block"]}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, @SCHEMA@, pg_temp AS $body$
BEGIN
    IF monteore_role() <> 'owner' AND NOT EXISTS (SELECT FROM journal AS j WHERE j.business_id = NEW.business_id
        AND j.seq = NEW.seq AND j.kind = 'block.added' AND CAST(j.body AS json) ->> 'block_id' = NEW.block_id
        AND CAST(CAST(j.body AS json) ->> 'size_minutes' AS bigint) = NEW.size_minutes
        AND CAST(CAST(j.body AS json) ->> 'price_minor' AS bigint) = NEW.price_minor) THEN
        PERFORM monteore_refuse('a block is what its row of the journal says');
    END IF;
    RETURN NEW;
END
$body$;
"""
"""The functions; `@SCHEMA@` stands for the schema of the tables."""

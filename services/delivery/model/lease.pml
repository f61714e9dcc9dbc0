/*
 * The lease and fencing protocol of one destination (src/engine/README.md; libs/storage/src/outbox/leases.ts), for `spin`.
 *
 * Two workers, two shards, three rows: 0 and 1 of one conversation in shard 0, row 2 in shard 1. A writer adds the rows one by one, as the
 * micro-batcher does. A worker takes all free shards under one new token, posts the oldest row of its shards, marks it, until nothing is
 * left; it may hand a shard over while it works. What goes wrong: workers crash; leases end while their holder is alive (it was
 * stopped, or its clock is wrong) and it goes on not knowing; requests arrive late; answers get lost.
 *
 * A block that is `atomic` is one transaction in Postgres. What lies between two blocks may be interrupted by anything.
 *
 *   - no_stale_mark: nobody marks a row under a token that is not the newest of its shard, and no row is marked twice (assertions)
 *   - in_order: the peer first stores row 1 after row 0 (assertion)
 *   - nothing_is_stuck: all rows are marked in the end, as long as things do not go wrong for ever
 *
 * NO_FENCE leaves out the check of the token; NO_LOCK lets a leaving worker clear `active` beside a writer. Both must fail.
 */
#define WORKERS 2
#define SHARDS 2
#define ROWS 3
#define SHARD_OF(r) (r / 2)
#define NONE 255

#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef EXPIRIES
#define EXPIRIES 2
#endif
#ifndef LOSSES
#define LOSSES 1
#endif

mtype = { absent, waiting, marked };

/* The database. */
mtype row[ROWS] = absent;
bool held[SHARDS];      /* there is a lease and its end is not reached */
byte token[SHARDS];     /* of the newest lease */
byte tokens;            /* the sequence */
bool active_flag;       /* destinations.active: sweeps look only where it is set */
byte writing;           /* writers that hold the destination's lock, shared */

/* The world. */
bool stored[ROWS];      /* at the peer */
bool orphan[SHARDS];    /* nobody renews this lease: its holder is dead, or gave it up for lost */
byte crashes, expiries, losses;
chan request[WORKERS] = [2] of { byte };
chan answer[WORKERS] = [2] of { byte };

#define done (row[0] == marked && row[1] == marked && row[2] == marked)
#define work(s) ((s == 0 && (row[0] == waiting || row[1] == waiting)) || (s == 1 && row[2] == waiting))
/* Nothing is under way any more: an answer that was lost is not coming, and waiting for it ends. */
#define timeout_is_due (empty(request[w]) && empty(answer[w]))
#define due (active_flag && ((!held[0] && work(0)) || (!held[1] && work(1))))

/* Takes rows in, one transaction each: looks at the flag, writes, commits. */
active proctype writer() {
  byte r;
  bool seen;
  for (r : 0 .. ROWS - 1) {
    atomic { writing++ }
    atomic { seen = active_flag }
    atomic {
      row[r] = waiting;
      if
      :: !seen -> active_flag = true
      :: else
      fi;
      writing--;
      seen = false
    }
  }
}

/* Time passes: a lease that nobody renews ends; sometimes one does whose holder lives. */
active proctype time() {
  byte s;
  do
  :: atomic { held[0] && orphan[0] -> held[0] = false; orphan[0] = false }
  :: atomic { held[1] && orphan[1] -> held[1] = false; orphan[1] = false }
  :: atomic { expiries < EXPIRIES && held[0] && !orphan[0] -> expiries++; held[0] = false }
  :: atomic { expiries < EXPIRIES && held[1] && !orphan[1] -> expiries++; held[1] = false }
  :: atomic { done -> break }
  od
}

/* Requests arrive when they arrive, also those whose sender is dead or has given up. Storing is idempotent. */
active [WORKERS] proctype peer() {
  byte r;
  byte w = _pid - 2;
end:
  do
  :: atomic {
       request[w] ? r ->
       assert(r != 1 || stored[0]); /* in_order */
       stored[r] = true;
       if
       :: nfull(answer[w]) -> answer[w] ! r
       :: losses < LOSSES -> losses++ /* committed, and nobody hears of it */
       :: full(answer[w])
       fi;
       r = 0
     }
  od
}

inline forget() {
  have[0] = false;
  have[1] = false;
  my = 0;
  mine = NONE
}

/* Stops without a word: what was held ends by itself. */
inline abandon() {
  if
  :: have[0] && token[0] == my && held[0] -> orphan[0] = true
  :: else
  fi;
  if
  :: have[1] && token[1] == my && held[1] -> orphan[1] = true
  :: else
  fi;
  forget()
}

/* Gives up one shard, if it is still ours. */
inline give_up(s) {
  if
  :: have[s] && token[s] == my -> held[s] = false
  :: else
  fi;
  have[s] = false
}

/* What a transaction that releases does at its end: nothing waits and nobody writes, so nobody needs to look. */
inline clear_flag() {
  if
#ifdef NO_LOCK
  :: true -> active_flag = (work(0) || work(1))
#else
  :: writing == 0 -> active_flag = (work(0) || work(1))
  :: else
#endif
  fi
}

active [WORKERS] proctype worker() {
  bool have[SHARDS];
  byte my, got;
  byte mine = NONE; /* the row that is being delivered */
  byte w = _pid - 2 - WORKERS;

look:
  atomic {
    if
    :: done -> goto stop
    :: due ->
       tokens++;
       my = tokens;
       if
       :: !held[0] -> held[0] = true; orphan[0] = false; token[0] = my; have[0] = true
       :: else
       fi;
       if
       :: !held[1] -> held[1] = true; orphan[1] = false; token[1] = my; have[1] = true
       :: else
       fi
    fi
  }

claim:
  /* A look without a fence: it may come from a worker that lost its lease and does not know. */
  atomic {
    mine = NONE;
    if
    :: have[0] && row[0] == waiting -> mine = 0
    :: have[0] && row[0] != waiting && row[1] == waiting -> mine = 1
    :: have[1] && row[2] == waiting && !(have[0] && work(0)) -> mine = 2
    :: else
    fi;
    if
    :: mine == NONE -> goto leave
    :: else
    fi
  }

post:
  if
  :: atomic { nfull(request[w]) -> request[w] ! mine }
  /* Hot: the other shard goes to whoever wants it. */
  :: atomic { have[0] && have[1] && mine != 2 -> give_up(1); goto post }
  :: atomic { crashes < CRASHES -> goto crash }
  fi;

wait:
  if
  :: atomic { answer[w] ? got ->
       if
       :: got == mine -> got = 0
       :: else -> got = 0; goto wait /* of a request that was given up */
       fi
     }
  /* A time-out; the request may arrive all the same. */
  :: atomic { losses < LOSSES -> losses++; goto claim }
  :: atomic { timeout_is_due -> goto claim }
  :: atomic { crashes < CRASHES -> goto crash }
  fi;

mark:
  atomic {
    if
#ifndef NO_FENCE
    :: (have[0] && token[0] != my) || (have[1] && token[1] != my) -> abandon(); goto look
#endif
    :: else ->
       assert(token[SHARD_OF(mine)] == my); /* no_stale_mark */
       assert(row[mine] == waiting);
       assert(stored[mine]);
       row[mine] = marked;
       mine = NONE;
       goto claim
    fi
  }

leave:
  atomic {
    give_up(0);
    give_up(1);
    clear_flag();
    forget();
    goto look
  }

crash:
  atomic {
    crashes++;
    abandon();
    goto look
  }

stop:
  skip
}


ltl nothing_is_stuck { <> done }

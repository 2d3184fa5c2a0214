package dev.sleeper.engine.simulation;

import dev.sleeper.engine.FieldRange;
import dev.sleeper.engine.Instance;
import dev.sleeper.engine.Query;
import dev.sleeper.engine.QueryResult;
import dev.sleeper.engine.Region;
import dev.sleeper.engine.RequestException;
import dev.sleeper.engine.RequestException.Code;
import dev.sleeper.engine.TableDefinition;
import dev.sleeper.engine.UnknownChangeException;
import dev.sleeper.engine.UnknownWriteException;
import dev.sleeper.engine.WriteResult;
import dev.sleeper.engine.WriteSession;
import dev.sleeper.engine.WriteStatus;
import dev.sleeper.engine.collect.CollectedFiles;
import dev.sleeper.engine.compact.CompactionSummary;
import dev.sleeper.engine.properties.TableProperty;
import dev.sleeper.engine.testing.Rows;
import dev.sleeper.engine.testing.TestInstance;
import dev.sleeper.objectstore.StoreUnavailableException;
import dev.sleeper.table.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/// What clients do, and what they have to be told: tables with jobs, each there whole and once, or not at all.
final class Model {
    private static final int MAX_TABLES = 3;
    private static final int KEYS = 40;
    private static final int MAX_ROWS = 12;
    /// For so long a client repeats a write.
    private static final Duration REPEATING = Duration.ofMinutes(10);
    /// One server's clock, which says when a job began, and another's, which says when it is forgotten.
    private static final Duration CLOCKS_APART = World.MAX_SKEW.multipliedBy(2);

    private final Random random;
    private final LongSupplier nanos;
    private final FaultTally tally;
    private final List<ModelTable> tables = new ArrayList<>();
    private int number;

    Model(Random random, LongSupplier nanos, FaultTally tally) {
        this.random = random;
        this.nanos = nanos;
        this.tally = tally;
    }

    /// Does one thing as a client does, and checks the answer.
    void operate(Instance instance) {
        int dice = random.nextInt(100);
        if (tables.isEmpty() || (dice < 1 && tables.size() < MAX_TABLES)) {
            create(instance);
            return;
        }
        ModelTable table = tables.get(random.nextInt(tables.size()));
        String name =
                List.copyOf(table.names()).get(random.nextInt(table.names().size()));
        if (dice < 2) {
            rename(instance, table, name);
        } else if (dice < 3) {
            drop(instance, table, name);
        } else if (dice < 5) {
            split(instance, table, name);
        } else if (dice < 7) {
            setProperty(instance);
        } else if (dice < 9) {
            collect(instance, table, name);
        } else if (dice < 14) {
            compact(instance, table, name);
        } else if (dice < 55) {
            write(instance, table, name, newJob(table));
        } else if (dice < 65) {
            repeat(instance, table, name);
        } else {
            query(instance, table, name);
        }
    }

    /// Makes a table.
    void create(Instance instance) {
        String name = "t" + number++;
        ModelTable table = new ModelTable(name);
        tables.add(table);
        TreeSet<Object> splitPoints = new TreeSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            splitPoints.add(random.nextInt(KEYS));
        }
        try {
            instance.createTable(new TableDefinition(name, World.SCHEMA, List.copyOf(splitPoints)));
            table.made();
            if (random.nextBoolean()) {
                hasten(instance, table, name);
            }
        } catch (StoreUnavailableException e) {
            tally.add("create refused");
            tables.remove(table);
        } catch (UnknownChangeException e) {
            tally.add("create unknown");
        }
    }

    /// Has replaced files deleted soon, so that queries meet files that are gone.
    private void hasten(Instance instance, ModelTable table, String name) {
        String minutes = Integer.toString(1 + random.nextInt(30));
        upkeep("delay", table, name, () -> {
            instance.setTableProperty(name, TableProperty.COLLECT_DELAY.text(), minutes);
            tally.add("delay set");
        });
    }

    private void rename(Instance instance, ModelTable table, String name) {
        String newName = "t" + number++;
        boolean must = table.mustBeFound(name);
        table.renaming(newName);
        try {
            instance.rename(name, newName);
            table.lostName(name);
        } catch (StoreUnavailableException e) {
            tally.add("rename refused");
            table.lostName(newName);
        } catch (UnknownChangeException e) {
            tally.add("rename unknown");
        } catch (RequestException e) {
            checkNotFound(e, must && table.drops() == 0 && table.names().equals(Set.of(name, newName)), name);
            table.lostName(newName);
        }
    }

    private void drop(Instance instance, ModelTable table, String name) {
        boolean must = table.mustBeFound(name);
        table.doom();
        try {
            instance.drop(name);
            tables.remove(table);
        } catch (StoreUnavailableException e) {
            tally.add("drop refused");
            table.spared();
        } catch (UnknownChangeException e) {
            tally.add("drop unknown");
        } catch (RequestException e) {
            checkNotFound(e, must && table.drops() == 1 && table.names().equals(Set.of(name)), name);
        }
    }

    private void split(Instance instance, ModelTable table, String name) {
        upkeep("split", table, name, () -> {
            instance.setTableProperty(
                    name, TableProperty.SPLIT_THRESHOLD.text(), Integer.toString(10 + random.nextInt(200)));
            int split = instance.split(name);
            tally.add(split == 0 ? "no leaf split" : "leaves split");
        });
    }

    private void setProperty(Instance instance) {
        try {
            instance.setProperty("sleeper.ingest.source.bucket", "b" + number++);
        } catch (StoreUnavailableException e) {
            tally.add("property refused");
        }
    }

    private void collect(Instance instance, ModelTable table, String name) {
        upkeep("clean-up", table, name, () -> {
            CollectedFiles collected = instance.collect(name, false, deleted -> {});
            tally.add(collected.replaced().isEmpty() ? "no replaced files" : "replaced files collected");
            tally.add(collected.orphans().isEmpty() ? "no orphans" : "orphans collected");
        });
    }

    private void compact(Instance instance, ModelTable table, String name) {
        upkeep("compaction", table, name, () -> {
            CompactionSummary done = instance.compact(name, random.nextInt(3) == 0, progress -> {});
            tally.add(done.filesIn() == 0 ? "nothing compacted" : "compacted");
        });
    }

    private void upkeep(String what, ModelTable table, String name, Runnable work) {
        boolean must = table.mustBeFound(name);
        try {
            work.run();
        } catch (StoreUnavailableException e) {
            tally.add(what + " refused");
        } catch (UnknownChangeException e) {
            tally.add(what + " unknown");
        } catch (RequestException e) {
            checkNotFound(e, must && table.mustBeFound(name), name);
        }
    }

    private ModelJob newJob(ModelTable table) {
        String id = "j" + number++;
        List<List<Object>> rows = new ArrayList<>();
        for (int n = random.nextInt(MAX_ROWS); n >= 0; n--) {
            rows.add(List.of(random.nextInt(KEYS), id, n));
        }
        ModelJob job = new ModelJob(id, rows, nanos.getAsLong());
        table.jobs().add(job);
        return job;
    }

    private void repeat(Instance instance, ModelTable table, String name) {
        List<ModelJob> young = table.jobs().stream()
                .filter(job -> nanos.getAsLong() - job.begunNanos() < REPEATING.toNanos())
                .toList();
        if (!young.isEmpty()) {
            write(instance, table, name, young.get(random.nextInt(young.size())));
        }
    }

    private void write(Instance instance, ModelTable table, String name, ModelJob job) {
        boolean must = table.mustBeFound(name);
        job.attempt();
        try (WriteSession session = instance.beginWrite(name, job.id())) {
            session.write(Rows.batch(session.schema().fields(), job.rows()));
            WriteResult result = session.commit();
            if (result.alreadyWritten()) {
                tally.add("write already written");
                job.found();
            } else {
                tally.add("write committed");
                job.committed(result.version());
            }
        } catch (StoreUnavailableException e) {
            tally.add("write refused");
            job.refused();
        } catch (UnknownWriteException e) {
            tally.add("write unknown");
        } catch (RequestException e) {
            job.refused();
            if (e.code() != Code.WRITE_TOO_LONG) {
                checkNotFound(e, must && table.mustBeFound(name), name);
            }
        }
        checkStatus(instance, table, name, job);
    }

    private void checkStatus(Instance instance, ModelTable table, String name, ModelJob job) {
        if (random.nextInt(10) > 0) {
            return;
        }
        boolean must = table.mustBeFound(name);
        boolean committed = job.isCommitted();
        try {
            WriteStatus status = instance.writeStatus(name, job.id());
            boolean found = status instanceof WriteStatus.Committed;
            boolean mustBeFound = committed && !mayBeForgotten(job);
            if (found ? !job.isPossible() : mustBeFound) {
                throw new AssertionError("The status of " + job.id() + " is " + status);
            }
        } catch (StoreUnavailableException e) {
            tally.add("status refused");
        } catch (RequestException e) {
            checkNotFound(e, must && table.mustBeFound(name), name);
        }
    }

    /// Whether its id is so old by now that an answer which was on its way until now may be of a table that has
    /// forgotten it. Attempts at it began later than the job itself, so that their ids are kept longer.
    private boolean mayBeForgotten(ModelJob job) {
        return nanos.getAsLong() - job.begunNanos()
                >= Retention.RETENTION.minus(CLOCKS_APART).toNanos();
    }

    private void query(Instance instance, ModelTable table, String name) {
        int min = random.nextInt(KEYS);
        int max = random.nextInt(3) == 0 ? min + 1 : min + 1 + random.nextInt(KEYS);
        boolean all = random.nextInt(4) == 0;
        Query query = all
                ? Query.all(name)
                : Query.of(name, List.of(new Region(Map.of("key", FieldRange.between(min, max)))));
        boolean must = table.mustBeFound(name);
        List<ModelJob> acknowledged =
                table.jobs().stream().filter(ModelJob::isCommitted).toList();
        try (QueryResult result = instance.query(query)) {
            long version = result.version();
            List<List<Object>> rows = TestInstance.drain(result);
            if (result.version() > version) {
                tally.add("query planned again");
            }
            Answer answer = new Answer(rows, result.version(), all ? 0 : min, all ? KEYS : max);
            answer.check(table.jobs(), acknowledged);
            tally.add("query answered");
        } catch (StoreUnavailableException e) {
            tally.add("query refused");
        } catch (RequestException e) {
            checkNotFound(e, must && table.mustBeFound(name), name);
        }
    }

    private static void checkNotFound(RequestException e, boolean mustBeFound, String name) {
        if (e.code() != Code.TABLE_NOT_FOUND || mustBeFound) {
            throw new AssertionError("Of table " + name + " it was said: " + e.code() + " " + e.getMessage(), e);
        }
    }

    /// Checks every table when all has come to rest.
    void check(Instance instance) {
        for (ModelTable table : tables) {
            boolean found = false;
            for (String name : table.names()) {
                try (QueryResult result = instance.query(Query.all(name))) {
                    Answer answer = new Answer(TestInstance.drain(result), result.version(), 0, KEYS);
                    answer.check(
                            table.jobs(),
                            table.jobs().stream().filter(ModelJob::isCommitted).toList());
                    found = true;
                } catch (RequestException e) {
                    checkNotFound(e, table.mustBeFound(name), name);
                }
            }
            if (!found && table.mustBeSomewhere()) {
                throw new AssertionError("Nothing is left of a table of the names " + table.names());
            }
            tally.add(found ? "table found at last" : "table gone at last");
        }
    }

    /// Adds a job to each table, so that its time goes on.
    void writeOnce(Instance instance) {
        Set<String> there = instance.tables().keySet();
        for (ModelTable table : List.copyOf(tables)) {
            for (String name : List.copyOf(table.names())) {
                if (there.contains(name)) {
                    write(instance, table, name, newJob(table));
                }
            }
        }
    }
}

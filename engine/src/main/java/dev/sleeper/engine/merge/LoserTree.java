package dev.sleeper.engine.merge;

/// Finds the least of the heads of some sources, again and again, with one comparison a level. A head is one number:
/// the prefix of the source's next row, with the source's own number in the lowest bits. Heads whose prefixes are equal
/// are told apart by [Ties].
///
/// Not thread-safe.
final class LoserTree {

    /// Decides between sources whose heads have equal prefixes.
    interface Ties {
        boolean isBefore(int source, int other);
    }

    private final int sourceCount;
    private final long sourceMask;
    private final long prefixMask;
    private final Ties ties;
    private final long[] losers;
    private long winner;

    /// @param sourceCount two at least
    LoserTree(int sourceCount, Ties ties) {
        this.sourceCount = sourceCount;
        this.sourceMask = (1L << sourceBits(sourceCount)) - 1;
        this.prefixMask = ~sourceMask;
        this.ties = ties;
        this.losers = new long[sourceCount];
    }

    /// How many of the lowest bits of a head hold the source.
    static int sourceBits(int sourceCount) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(sourceCount - 1);
    }

    /// The head of a source.
    long head(long prefix, int source) {
        return (prefix & prefixMask) | source;
    }

    /// Starts anew with the heads of all sources.
    void build(long[] heads) {
        long[] winners = new long[2 * sourceCount];
        System.arraycopy(heads, 0, winners, sourceCount, sourceCount);
        for (int node = sourceCount - 1; node > 0; node--) {
            long left = winners[2 * node];
            long right = winners[2 * node + 1];
            boolean leftWins = isBefore(left, right);
            winners[node] = leftWins ? left : right;
            losers[node] = leftWins ? right : left;
        }
        winner = winners[1];
    }

    /// The source whose head is the least.
    int source() {
        return (int) (winner & sourceMask);
    }

    /// Gives the least source its next head. Which of two heads is the lesser cannot be predicted, so the usual case
    /// has no branch.
    void replace(long head) {
        long candidate = head;
        for (int node = (source() + sourceCount) >>> 1; node > 0; node >>>= 1) {
            long loser = losers[node];
            if (((loser ^ candidate) & prefixMask) == 0) {
                candidate = replaceTied(node, loser, candidate);
            } else {
                losers[node] = Math.max(loser, candidate);
                candidate = Math.min(loser, candidate);
            }
        }
        winner = candidate;
    }

    private long replaceTied(int node, long loser, long candidate) {
        boolean loserWins = isBefore(loser, candidate);
        losers[node] = loserWins ? candidate : loser;
        return loserWins ? loser : candidate;
    }

    /// The least prefix among all other sources, without the bits that hold the source.
    long runnerUpPrefix() {
        long least = Long.MAX_VALUE;
        for (int node = (source() + sourceCount) >>> 1; node > 0; node >>>= 1) {
            least = Math.min(least, losers[node]);
        }
        return least & prefixMask;
    }

    private boolean isBefore(long head, long other) {
        if (((head ^ other) & prefixMask) != 0) {
            return head < other;
        }
        return ties.isBefore((int) (head & sourceMask), (int) (other & sourceMask));
    }
}

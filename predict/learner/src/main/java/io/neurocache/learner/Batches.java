package io.neurocache.learner;

import io.neurocache.predict.gpt.GptShape;
import io.neurocache.predict.gpt.Vocabulary;
import io.neurocache.predict.next.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Cuts sessions into the windows that the runtime will see, and packs them into batches.
 *
 * <p>A window that is full begins anew with a quarter of it, so each piece of a long session begins
 * with requests that are context only. Confined to one thread.
 */
final class Batches {
    /** A part of a session; the first {@code known} requests teach nothing as targets. */
    private record Piece(List<Corpus.Request> requests, int known) {}

    private final Vocabulary vocabulary;
    private final Kind[] kinds;
    private final String[] keys;
    private final List<Piece> pieces = new ArrayList<>();

    Batches(Corpus corpus, List<Corpus.Session> sessions, Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.keys = new String[corpus.keys()];
        this.kinds = new Kind[corpus.keys()];
        int context = vocabulary.shape().context();
        int kept = Math.max(1, context / 4);
        for (Corpus.Session session : sessions) {
            List<Corpus.Request> requests = session.requests();
            for (Corpus.Request request : requests) {
                keys[request.key()] = corpus.key(request.key());
                kinds[request.key()] = Kind.ofKey(keys[request.key()]);
            }
            // A place is a request with what comes next: the last request is a target only.
            int places = requests.size() - 1;
            int step = Math.max(1, context + 1 - kept);
            for (int first = 0; first == 0 || first + kept - 1 < places; first += step) {
                int end = Math.min(first + context, places);
                pieces.add(new Piece(requests.subList(first, end + 1), first == 0 ? 0 : kept - 1));
            }
        }
    }

    /** A batch of random pieces. */
    Batch random(int rows, RandomGenerator random) {
        GptShape shape = vocabulary.shape();
        Batch batch = new Batch(rows, shape.context());
        for (int row = 0; row < rows; row++) {
            int column = 0;
            for (int segment = 0; column < batch.length; segment++) {
                Piece piece = pieces.get(random.nextInt(pieces.size()));
                column += put(batch, row, column, segment, piece);
            }
        }
        return batch;
    }

    /** The longest piece by itself. */
    Batch longest() {
        Piece longest = pieces.getFirst();
        for (Piece piece : pieces) {
            longest = piece.requests.size() > longest.requests.size() ? piece : longest;
        }
        Batch batch = new Batch(1, vocabulary.shape().context());
        put(batch, 0, 0, 0, longest);
        return batch;
    }

    /** Batches of all pieces, one a row. */
    List<Batch> all(int rows) {
        List<Batch> batches = new ArrayList<>();
        for (int first = 0; first < pieces.size(); first += rows) {
            int count = Math.min(rows, pieces.size() - first);
            Batch batch = new Batch(count, vocabulary.shape().context());
            for (int row = 0; row < count; row++) {
                put(batch, row, 0, 0, pieces.get(first + row));
            }
            batches.add(batch);
        }
        return batches;
    }

    private int put(Batch batch, int row, int column, int segment, Piece piece) {
        int places = Math.min(piece.requests.size() - 1, batch.length - column);
        for (int place = 0; place < places; place++) {
            Corpus.Request request = piece.requests.get(place);
            batch.put(row, column + place, segment, place);
            vocabulary.rows(
                    keys[request.key()],
                    kinds[request.key()],
                    request.gapSeconds(),
                    batch.tokens,
                    batch.tokenAt(row, column + place));
            if (place >= piece.known) {
                int next = piece.requests.get(place + 1).key();
                batch.target(row, column + place, vocabulary.outcome(keys[next]));
            }
        }
        return places;
    }
}

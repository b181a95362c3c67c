package io.neurocache.neurod.wire;

import io.neurocache.edge.AccessToken;
import io.neurocache.edge.Edge;
import io.neurocache.edge.EdgeConfig;
import io.neurocache.edge.HostPort;
import io.neurocache.edge.Limits;
import io.neurocache.edge.origin.OriginOptions;
import io.neurocache.edge.tls.CertificateSource;
import io.neurocache.neurod.eviction.ChosenEviction;
import io.neurocache.neurod.prediction.PredictionStatus;
import io.neurocache.predict.gpt.GptStats;
import io.neurocache.predict.next.RankerStats;
import io.neurocache.predict.next.feed.ForesightStats;
import io.neurocache.predict.next.feed.StepTimes;
import io.neurocache.predict.next.preload.PreloadStats;
import io.neurocache.slab.SlabConfig;
import java.io.IOException;
import java.nio.file.Path;

/** A small edge that does not listen, and how prediction does beside it. */
final class TestEdge {
    static final long SLAB_BYTES = SlabConfig.MIN_SIZE_BYTES;

    private TestEdge() {}

    static Edge open(Path folder, ChosenEviction eviction) throws IOException {
        EdgeConfig config =
                new EdgeConfig(
                        HostPort.parse("127.0.0.1:0"),
                        new CertificateSource.Development(folder),
                        AccessToken.of("a-token-of-more-than-22-characters"),
                        folder,
                        Limits.DEFAULTS);
        SlabConfig slab = SlabConfig.of(folder.resolve("slab"), SLAB_BYTES);
        return Edge.open(config, slab, eviction::open, OriginOptions.defaults());
    }

    static PredictionStatus prediction(boolean isModelLive) {
        PreloadStats preloads = new PreloadStats(4, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, .75, false);
        ForesightStats stats =
                new ForesightStats(RankerStats.NOTHING, preloads, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        GptStats gpt = new GptStats(isModelLive, 0, 0, 0, 0, 0, 0);
        return new PredictionStatus("on", "abc", stats, new StepTimes(), gpt, 0);
    }
}

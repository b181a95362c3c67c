package io.neurocache.neurod.learning;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * What a learner says of the model it has made.
 *
 * @param pays whether it may go into force
 * @param steps requests it was judged by
 * @param without the share of them that is foretold without it, 0 to 1
 * @param with the same with it
 */
record TrainingReport(boolean pays, long steps, double without, double with) {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Reads the learner's line of JSON.
     *
     * @throws IOException when it is none, or one that does not say whether the model pays
     */
    static TrainingReport parse(String line) throws IOException {
        Boolean pays = null;
        long steps = 0;
        double without = 0;
        double with = 0;
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the learner does not say what came of it");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "pays" -> pays = json.getBooleanValue();
                    case "judged_steps" -> steps = json.getLongValue();
                    case "top1_without" -> without = json.getDoubleValue();
                    case "top1_with" -> with = json.getDoubleValue();
                    default -> json.skipChildren();
                }
            }
        }
        if (pays == null) {
            throw new IOException("the learner does not say whether its model pays");
        }
        return new TrainingReport(pays, steps, without, with);
    }
}

package io.cameleer.api;

/** Numbers of a request's query. */
final class Numbers {
    private Numbers() {}

    static int of(String name, String text, int otherwise, int least, int most) {
        if (text == null) {
            return otherwise;
        }
        try {
            var number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new HttpProblem(400, "Bad request", name + ": " + text + " is not a number");
        }
        throw new HttpProblem(400, "Bad request", name + ": must be between " + least + " and " + most);
    }
}

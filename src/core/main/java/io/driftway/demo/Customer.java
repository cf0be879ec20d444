package io.driftway.demo;

import java.util.SplittableRandom;

/** One drawn customer. Money is in cents, a blank {@code total_paid} means that no bill was sent yet. */
record Customer(
        String region,
        int age,
        int household,
        String contract,
        int tenureMonths,
        String internet,
        int dataGb,
        int voiceMinutes,
        boolean streaming,
        boolean securityPack,
        int supportCalls,
        int latePayments,
        int deviceAgeMonths,
        String paymentMethod,
        boolean paperless,
        int feeCents,
        long paidCents) {

    private static final int MAX_TENURE_MONTHS = 84;
    private static final int CENTS = 100;

    static Customer draw(SplittableRandom random, double drift) {
        String contract = pick(random, 0.48 + 0.27 * drift, "monthly", 0.27 - 0.12 * drift, "one year", "two years");
        double loyalty = contract.equals("monthly") ? 0.28 : contract.equals("one year") ? 0.6 : 0.9;
        int tenure = (int) (MAX_TENURE_MONTHS * loyalty * Math.pow(random.nextDouble(), 0.8 + 1.2 * drift));
        String internet = pick(random, 0.42, "fibre", 0.36, "dsl", "none");
        boolean online = !internet.equals("none");
        boolean streaming = online && random.nextDouble() < 0.5;
        boolean security = online && random.nextDouble() < 0.4;
        double dataGb =
                online ? (20 + (streaming ? 60 : 0)) * Math.exp(0.6 * random.nextGaussian()) * (1 + 0.8 * drift) : 0;
        int household = 1 + (int) (4 * Math.pow(random.nextDouble(), 1.7));
        double fee = 18 + (internet.equals("fibre") ? 42 : online ? 22 : 0) + (streaming ? 12 : 0) + (security ? 6 : 0);
        int feeCents = (int) (CENTS * fee * (1 + 0.08 * random.nextGaussian()) * (1 + 0.22 * drift));
        long paid = Math.round(tenure * (double) feeCents * (0.9 + 0.15 * random.nextDouble()));
        return new Customer(
                pick(random, 0.3, "north", 0.45, "south", "islands"),
                18 + (int) (64 * random.nextDouble()),
                household,
                contract,
                tenure,
                internet,
                (int) Math.round(dataGb),
                (int) (240 * Math.exp(0.7 * random.nextGaussian())),
                streaming,
                security,
                count(random, 0.9 + (internet.equals("fibre") ? 0.7 : 0) + 0.5 * drift),
                count(random, 0.4),
                (int) (48 * random.nextDouble()),
                pick(random, 0.34 + 0.2 * drift, "cash", 0.34 - 0.1 * drift, "card", "direct debit"),
                random.nextDouble() < 0.6,
                feeCents,
                paid);
    }

    /** Draws from the log-odds of leaving. */
    boolean leaves(SplittableRandom random, double drift) {
        double logOdds = -2.2
                + switch (contract) {
                    case "monthly" -> 1.5;
                    case "one year" -> 0;
                    default -> -1.2;
                }
                - 1.1 * Math.log1p(tenureMonths / 12.0)
                + (internet.equals("fibre") ? 0.9 - 0.6 * drift : 0)
                + (0.016 + 0.012 * drift) * (feeCents / (double) CENTS - 50)
                - (0.004 - 0.012 * drift) * dataGb
                + 0.38 * supportCalls
                + 0.45 * latePayments
                + 0.018 * deviceAgeMonths
                - 0.12 * household
                - (securityPack ? 0.5 : 0)
                + (paymentMethod.equals("cash") ? 0.5 : 0);
        return random.nextDouble() < 1 / (1 + Math.exp(-logOdds));
    }

    void append(StringBuilder csv) {
        csv.append(',').append(region);
        csv.append(',').append(age);
        csv.append(',').append(household);
        csv.append(',').append(contract);
        csv.append(',').append(tenureMonths);
        csv.append(',').append(internet);
        csv.append(',').append(dataGb);
        csv.append(',').append(voiceMinutes);
        csv.append(',').append(yesNo(streaming));
        csv.append(',').append(yesNo(securityPack));
        csv.append(',').append(supportCalls);
        csv.append(',').append(latePayments);
        csv.append(',').append(deviceAgeMonths);
        csv.append(',').append(paymentMethod);
        csv.append(',').append(yesNo(paperless));
        cents(csv.append(','), feeCents);
        csv.append(',');
        if (tenureMonths > 0) {
            cents(csv, paidCents);
        }
    }

    private static String yesNo(boolean value) {
        return value ? "yes" : "no";
    }

    private static void cents(StringBuilder csv, long cents) {
        csv.append(cents / CENTS).append('.').append(cents / 10 % 10).append(cents % 10);
    }

    private static String pick(
            SplittableRandom random, double first, String a, double second, String b, String otherwise) {
        double u = random.nextDouble();
        return u < first ? a : u < first + second ? b : otherwise;
    }

    /** Poisson, by Knuth's product of uniforms: fit for small means. */
    private static int count(SplittableRandom random, double mean) {
        double limit = Math.exp(-mean);
        int count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }
}

// The C++ side of the protocol that org.annoyindex.benchmarks.contender.ContenderServer defines.
// A program derives from Contender and calls serve().

#pragma once

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using Fields = std::map<std::string, std::string>;

inline const std::string& field(const Fields& fields, const std::string& name) {
    const auto found = fields.find(name);
    if (found == fields.end()) throw std::runtime_error("the request has no " + name);
    return found->second;
}

inline int number(const Fields& fields, const std::string& name) {
    const std::string& text = field(fields, name);
    char* end = nullptr;
    const long value = strtol(text.c_str(), &end, 10);
    if (text.empty() || *end != 0 || value < 0 || value > INT32_MAX)
        throw std::runtime_error(name + " is '" + text + "', must be an integer");
    return static_cast<int>(value);
}

// Contiguous rows of floats.
struct Vectors {
    size_t rows = 0;
    int dimension = 0;
    std::vector<float> components;

    const float* row(size_t i) const { return components.data() + i * dimension; }

    // Scales every row to length 1; zero rows are unchanged.
    void normalize() {
        for (size_t i = 0; i < rows; i++) {
            float* row = components.data() + i * dimension;
            double sum = 0;
            for (int j = 0; j < dimension; j++) sum += static_cast<double>(row[j]) * row[j];
            if (sum > 0) {
                const double scale = 1 / std::sqrt(sum);
                for (int j = 0; j < dimension; j++) row[j] = static_cast<float>(row[j] * scale);
            }
        }
    }
};

// Each row is the dimension, then the floats; little-endian, as are all supported machines.
inline Vectors read_fvecs(const std::string& file) {
    FILE* in = fopen(file.c_str(), "rb");
    if (in == nullptr) throw std::runtime_error(file + ": " + strerror(errno));
    struct stat status;
    int32_t dimension = 0;
    if (fstat(fileno(in), &status) != 0 || fread(&dimension, 4, 1, in) != 1 || dimension < 1 ||
        status.st_size % (4 * (static_cast<int64_t>(dimension) + 1)) != 0) {
        fclose(in);
        throw std::runtime_error(file + ": not an fvecs file with rows of equal length");
    }
    Vectors vectors;
    vectors.dimension = dimension;
    vectors.rows = status.st_size / (4 * (static_cast<int64_t>(dimension) + 1));
    vectors.components.resize(vectors.rows * dimension);
    rewind(in);
    for (size_t i = 0; i < vectors.rows; i++) {
        int32_t found = 0;
        if (fread(&found, 4, 1, in) != 1 || found != dimension ||
            fread(vectors.components.data() + i * dimension, 4, dimension, in) != static_cast<size_t>(dimension)) {
            fclose(in);
            throw std::runtime_error(file + ": row " + std::to_string(i) + " does not have dimension " +
                                     std::to_string(dimension));
        }
    }
    fclose(in);
    return vectors;
}

class Contender {
   public:
    virtual ~Contender() {}

    virtual std::string version() const = 0;

    // How search() reports distances; see org.annoyindex.benchmarks.run.Convention.
    virtual std::string convention(const std::string& metric) const = 0;

    // Whether base and queries must be normalized for the angular metric.
    virtual bool normalized() const = 0;

    // Builds an index and writes it to a file.
    virtual void build(Vectors& base, const std::string& metric, const Fields& parameters, int threads,
                       const std::string& file) = 0;

    // Opens the file; base is empty unless needs_base().
    virtual void load(const std::string& file, const std::string& metric, int dimension, const Fields& parameters,
                      Vectors& base) = 0;

    virtual bool needs_base() const { return false; }

    // Sets the parameters of the following searches.
    virtual void set(const Fields& parameters) = 0;

    // Writes ids and distances, nearest first; returns their number.
    virtual int search(const float* query, int k, int32_t* ids, float* distances) = 0;
};

inline int64_t nanos(clockid_t clock) {
    timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

// A value of /proc/self/status, converted from kB to bytes.
inline int64_t status_bytes(const std::string& name) {
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line))
        if (line.compare(0, name.size() + 1, name + ":") == 0) return atoll(line.c_str() + name.size() + 1) * 1024;
    return 0;
}

class Server {
   public:
    Server(Contender& contender, FILE* answers) : contender_(contender), answers_(answers) {}

    int run() {
        fprintf(answers_, "ready\tversion=%s\n", contender_.version().c_str());
        fflush(answers_);
        std::string line;
        while (std::getline(std::cin, line)) {
            std::string verb;
            const Fields request = parse(line, verb);
            try {
                if (verb == "build") build(request);
                else if (verb == "load") load(request);
                else if (verb == "run") pass(request);
                else if (verb == "quit") return 0;
                else throw std::runtime_error("unknown request " + verb);
            } catch (const std::exception& problem) {
                std::string text = problem.what();
                std::replace(text.begin(), text.end(), '\n', ' ');
                fprintf(answers_, "error\t%s\n", text.c_str());
                fflush(answers_);
                return 1;
            }
            fflush(answers_);
        }
        return 0;
    }

   private:
    static Fields parse(const std::string& line, std::string& verb) {
        std::istringstream words(line);
        std::string word;
        std::getline(words, verb, '\t');
        Fields fields;
        while (std::getline(words, word, '\t')) {
            const size_t equals = word.find('=');
            if (equals != std::string::npos) fields[word.substr(0, equals)] = word.substr(equals + 1);
        }
        return fields;
    }

    Vectors read(const Fields& request, const std::string& name) {
        Vectors vectors = read_fvecs(field(request, name));
        if (contender_.normalized() && field(request, "metric") == "angular") vectors.normalize();
        return vectors;
    }

    void build(const Fields& request) {
        Vectors base = read(request, "base");
        const int64_t wall = nanos(CLOCK_MONOTONIC), cpu = nanos(CLOCK_PROCESS_CPUTIME_ID);
        contender_.build(base, field(request, "metric"), request, number(request, "threads"), field(request, "index"));
        fprintf(answers_, "built\twall_ns=%lld\tcpu_ns=%lld\tpeak_rss=%lld\n",
                static_cast<long long>(nanos(CLOCK_MONOTONIC) - wall),
                static_cast<long long>(nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu),
                static_cast<long long>(status_bytes("VmHWM")));
    }

    void load(const Fields& request) {
        queries_ = read(request, "queries");
        Vectors base;
        if (contender_.needs_base()) base = read(request, "base");
        contender_.load(field(request, "index"), field(request, "metric"), queries_.dimension, request, base);
        fprintf(answers_, "loaded\tconvention=%s\n", contender_.convention(field(request, "metric")).c_str());
    }

    void pass(const Fields& request) {
        const int k = number(request, "k");
        const size_t first = number(request, "first"), step = number(request, "step");
        const size_t rows = (queries_.rows - first + step - 1) / step;
        contender_.set(request);
        std::vector<int32_t> ids(rows * k, -1);
        std::vector<float> distances(rows * k, 0);
        std::vector<int64_t> latencies(rows);
        const int64_t cpu = nanos(CLOCK_PROCESS_CPUTIME_ID), wall = nanos(CLOCK_MONOTONIC);
        int64_t before = wall;
        for (size_t row = 0; row < rows; row++) {
            contender_.search(queries_.row(first + row * step), k, ids.data() + row * k, distances.data() + row * k);
            const int64_t now = nanos(CLOCK_MONOTONIC);
            latencies[row] = now - before;
            before = now;
        }
        const int64_t cpu_taken = nanos(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        write(field(request, "out"), k, ids, distances, latencies);
        fprintf(answers_, "done\twall_ns=%lld\tcpu_ns=%lld\trss=%lld\n", static_cast<long long>(before - wall),
                static_cast<long long>(cpu_taken), static_cast<long long>(status_bytes("VmRSS")));
    }

    static void write(const std::string& file, int k, const std::vector<int32_t>& ids,
                      const std::vector<float>& distances, const std::vector<int64_t>& latencies) {
        const int32_t counts[2] = {static_cast<int32_t>(latencies.size()), k};
        std::ofstream out(file, std::ios::binary | std::ios::trunc);
        out.write(reinterpret_cast<const char*>(counts), sizeof counts);
        out.write(reinterpret_cast<const char*>(ids.data()), 4 * ids.size());
        out.write(reinterpret_cast<const char*>(distances.data()), 4 * distances.size());
        out.write(reinterpret_cast<const char*>(latencies.data()), 8 * latencies.size());
        out.close();
        if (!out) throw std::runtime_error(file + ": cannot be written; is the disk full?");
    }

    Contender& contender_;
    FILE* answers_;
    Vectors queries_;
};

// Serves requests until the input ends. The output of libraries is redirected to the error stream, so that it is not
// mistaken for an answer.
inline int serve(Contender& contender) {
    FILE* answers = fdopen(dup(STDOUT_FILENO), "w");
    dup2(STDERR_FILENO, STDOUT_FILENO);
    return Server(contender, answers).run();
}

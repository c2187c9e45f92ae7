// Builds and searches indexes with Spotify's C++ Annoy, to compare with.
//
//   annoy_driver build METRIC F VECTORS TREES SEED INDEX
//   annoy_driver query METRIC F INDEX QUERIES K SEARCH_K
//   annoy_driver time  METRIC F INDEX QUERIES K SEARCH_K PASSES
//   annoy_driver serve
//
// VECTORS and QUERIES are .fvecs files. F is the dimension; for hamming the number of 64-bit words, component i of a
// vector being bit i % 64 of word i / 64. "query" prints the numbers of items and trees, then for each query a line of
// ids, a tab and the distances. "time" prints the queries per second of each pass, by the processor time of this thread.
// "serve" runs commands like these, one a line of its input, and prints a line with a dot after each.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "annoylib.h"
#include "kissrandom.h"

namespace {

[[noreturn]] void fail(const std::string& problem) {
  std::fprintf(stderr, "annoy_driver: %s\n", problem.c_str());
  std::exit(1);
}

template <typename T>
std::vector<std::vector<T>> read_vectors(const char* path, int f) {
  constexpr int per_word = sizeof(T) == 8 ? 64 : 1;
  FILE* file = std::fopen(path, "rb");
  if (file == nullptr) fail(std::string("cannot open ") + path);
  std::vector<std::vector<T>> vectors;
  std::vector<float> row;
  for (int32_t dimension; std::fread(&dimension, 4, 1, file) == 1;) {
    if (dimension > f * per_word) fail("a vector is too long");
    row.resize(dimension);
    if (std::fread(row.data(), 4, dimension, file) != size_t(dimension)) fail("a vector is cut off");
    std::vector<T> vector(f, T(0));
    for (int i = 0; i < dimension; i++) {
      if constexpr (per_word == 1) {
        vector[i] = T(row[i]);
      } else if (row[i] != 0) {
        vector[i / 64] |= T(1) << (i % 64);
      }
    }
    vectors.push_back(std::move(vector));
  }
  std::fclose(file);
  return vectors;
}

double thread_seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

template <typename T, typename Distance, typename Random>
int run(const std::string& command, int f, char** arguments) {
  using Index = AnnoyIndex<int32_t, T, Distance, Random, AnnoyIndexSingleThreadedBuildPolicy>;
  Index index(f);
  if (command == "build") {
    const auto vectors = read_vectors<T>(arguments[0], f);
    for (size_t i = 0; i < vectors.size(); i++) index.add_item(int32_t(i), vectors[i].data());
    index.set_seed(std::strtoul(arguments[2], nullptr, 10));
    if (!index.build(std::atoi(arguments[1])) || !index.save(arguments[3])) fail("cannot build");
    return 0;
  }
  if (!index.load(arguments[0])) fail(std::string("cannot load ") + arguments[0]);
  const auto queries = read_vectors<T>(arguments[1], f);
  const int k = std::atoi(arguments[2]);
  const int search_k = std::atoi(arguments[3]);
  std::vector<int32_t> ids;
  std::vector<T> distances;
  const int passes = command == "time" ? std::atoi(arguments[4]) : 1;
  if (command == "query") std::printf("%d %d\n", index.get_n_items(), index.get_n_trees());
  for (int pass = 0; pass < passes; pass++) {
    const double start = thread_seconds();
    for (const auto& query : queries) {
      ids.clear();
      distances.clear();
      index.get_nns_by_vector(query.data(), k, search_k, &ids, &distances);
      if (command == "query") {
        for (size_t i = 0; i < ids.size(); i++) std::printf(i == 0 ? "%d" : " %d", ids[i]);
        std::printf("\t");
        for (size_t i = 0; i < ids.size(); i++) std::printf(i == 0 ? "%.9g" : " %.9g", double(distances[i]));
        std::printf("\n");
      }
    }
    if (command == "time") std::printf("%.1f\n", queries.size() / (thread_seconds() - start));
  }
  return 0;
}

int run(int count, char** arguments) {
  const std::string command = count > 1 ? arguments[1] : "";
  if (!(command == "build" && count == 8) && !(command == "query" && count == 8) &&
      !(command == "time" && count == 9)) {
    fail("wrong arguments; see the source");
  }
  const std::string metric = arguments[2];
  const int f = std::atoi(arguments[3]);
  char** rest = arguments + 4;
  if (metric == "angular") return run<float, Angular, Kiss32Random>(command, f, rest);
  if (metric == "euclidean") return run<float, Euclidean, Kiss32Random>(command, f, rest);
  if (metric == "manhattan") return run<float, Manhattan, Kiss32Random>(command, f, rest);
  if (metric == "dot") return run<float, DotProduct, Kiss32Random>(command, f, rest);
  if (metric == "hamming") return run<uint64_t, Hamming, Kiss64Random>(command, f, rest);
  fail("unknown metric " + metric);
}

int serve(char* name) {
  char line[16384];
  while (std::fgets(line, sizeof line, stdin) != nullptr) {
    std::vector<char*> arguments = {name};
    for (char* word = std::strtok(line, " \n"); word != nullptr; word = std::strtok(nullptr, " \n")) {
      arguments.push_back(word);
    }
    run(int(arguments.size()), arguments.data());
    std::printf(".\n");
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  return count == 2 && std::strcmp(arguments[1], "serve") == 0 ? serve(arguments[0]) : run(count, arguments);
}

// Spotify's Annoy. Build: trees. Search: search_k.

#define ANNOYLIB_MULTITHREADED_BUILD
#include <annoylib.h>
#include <kissrandom.h>

#include <memory>

#include "contender.h"

#ifndef ANNOY_VERSION
#error "define ANNOY_VERSION, as the headers do not"
#endif

class AnnoyContender : public Contender {
    template <typename Distance>
    using Index = AnnoyIndex<int32_t, float, Distance, Kiss64Random, AnnoyIndexMultiThreadedBuildPolicy>;

    std::unique_ptr<AnnoyIndexInterface<int32_t, float, uint64_t>> index_;
    int search_k_ = 0;
    std::vector<int32_t> ids_;
    std::vector<float> distances_;

    void make(const std::string& metric, int dimension) {
        if (metric == "angular") index_.reset(new Index<Angular>(dimension));
        else if (metric == "euclidean") index_.reset(new Index<Euclidean>(dimension));
        else throw std::runtime_error("unsupported metric " + metric);
    }

    static void check(bool done, char* error, const std::string& what) {
        if (!done) throw std::runtime_error(what + ": " + (error == nullptr ? "no reason given" : error));
    }

   public:
    std::string version() const override { return ANNOY_VERSION; }

    std::string convention(const std::string&) const override { return "metric"; }

    bool normalized() const override { return false; }

    void build(Vectors& base, const std::string& metric, const Fields& parameters, int threads,
               const std::string& file) override {
        make(metric, base.dimension);
        char* error = nullptr;
        for (size_t i = 0; i < base.rows; i++) check(index_->add_item(i, base.row(i), &error), error, "add_item");
        check(index_->build(number(parameters, "trees"), threads, &error), error, "build");
        check(index_->save(file.c_str(), false, &error), error, file);
    }

    void load(const std::string& file, const std::string& metric, int dimension, const Fields&, Vectors&) override {
        make(metric, dimension);
        char* error = nullptr;
        check(index_->load(file.c_str(), true, &error), error, file);
    }

    void set(const Fields& parameters) override { search_k_ = number(parameters, "search_k"); }

    int search(const float* query, int k, int32_t* ids, float* distances) override {
        ids_.clear();
        distances_.clear();
        index_->get_nns_by_vector(query, k, search_k_, &ids_, &distances_);
        std::copy(ids_.begin(), ids_.end(), ids);
        std::copy(distances_.begin(), distances_.end(), distances);
        return static_cast<int>(ids_.size());
    }
};

int main() {
    AnnoyContender contender;
    return serve(contender);
}

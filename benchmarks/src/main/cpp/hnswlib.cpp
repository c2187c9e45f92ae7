// hnswlib. Build: M, efConstruction. Search: ef. Angular uses the inner product of normalized vectors.

#include <hnswlib/hnswlib.h>

#include <atomic>
#include <memory>
#include <thread>

#include "contender.h"

#ifndef HNSWLIB_VERSION
#error "define HNSWLIB_VERSION, as the headers do not"
#endif

class HnswlibContender : public Contender {
    std::unique_ptr<hnswlib::SpaceInterface<float>> space_;
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> index_;

    void make_space(const std::string& metric, int dimension) {
        if (metric == "angular") space_.reset(new hnswlib::InnerProductSpace(dimension));
        else if (metric == "euclidean") space_.reset(new hnswlib::L2Space(dimension));
        else throw std::runtime_error("unsupported metric " + metric);
    }

   public:
    std::string version() const override { return HNSWLIB_VERSION; }

    std::string convention(const std::string& metric) const override {
        return metric == "angular" ? "one_minus_cosine" : "squared";
    }

    bool normalized() const override { return true; }

    void build(Vectors& base, const std::string& metric, const Fields& parameters, int threads,
               const std::string& file) override {
        make_space(metric, base.dimension);
        index_.reset(new hnswlib::HierarchicalNSW<float>(space_.get(), base.rows, number(parameters, "M"),
                                                         number(parameters, "efConstruction")));
        index_->addPoint(base.row(0), 0);
        std::atomic<size_t> next(1);
        std::vector<std::thread> workers;
        for (int t = 0; t < threads; t++)
            workers.emplace_back([&] {
                for (size_t i = next++; i < base.rows; i = next++) index_->addPoint(base.row(i), i);
            });
        for (std::thread& worker : workers) worker.join();
        index_->saveIndex(file);
    }

    void load(const std::string& file, const std::string& metric, int dimension, const Fields&, Vectors&) override {
        make_space(metric, dimension);
        index_.reset(new hnswlib::HierarchicalNSW<float>(space_.get(), file));
    }

    void set(const Fields& parameters) override { index_->setEf(number(parameters, "ef")); }

    int search(const float* query, int k, int32_t* ids, float* distances) override {
        auto found = index_->searchKnn(query, k);
        const int count = static_cast<int>(found.size());
        for (int rank = count - 1; rank >= 0; rank--) {
            ids[rank] = static_cast<int32_t>(found.top().second);
            distances[rank] = found.top().first;
            found.pop();
        }
        return count;
    }
};

int main() {
    HnswlibContender contender;
    return serve(contender);
}

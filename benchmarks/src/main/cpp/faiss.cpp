// FAISS: an inverted file of vectors (kind=flat; build: nlist, search: nprobe), or of 4-bit product codes that are
// scanned in registers and then reranked exactly (kind=pq; build: nlist, M; search: nprobe, k_factor). Angular uses the
// squared Euclidean distance of normalized vectors, which is the square of the angular distance.

#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/IndexIVFPQFastScan.h>
#include <faiss/IndexRefine.h>
#include <faiss/index_io.h>
#include <omp.h>

#include <memory>

#include "contender.h"

class FaissContender : public Contender {
    std::unique_ptr<faiss::Index> index_;
    faiss::IndexRefine* refined_ = nullptr;
    faiss::IndexIVFFlat* flat_ = nullptr;
    faiss::IndexIVFPQFastScan* codes_ = nullptr;
    std::vector<faiss::Index::idx_t> ids_;
    bool pq_;

   public:
    explicit FaissContender(bool pq) : pq_(pq) {}

    std::string version() const override {
        return std::to_string(FAISS_VERSION_MAJOR) + "." + std::to_string(FAISS_VERSION_MINOR) + "." +
               std::to_string(FAISS_VERSION_PATCH);
    }

    std::string convention(const std::string&) const override { return "squared"; }

    bool normalized() const override { return true; }

    void build(Vectors& base, const std::string&, const Fields& parameters, int threads,
               const std::string& file) override {
        omp_set_num_threads(threads);
        const int nlist = number(parameters, "nlist");
        faiss::IndexFlatL2 quantizer(base.dimension);
        std::unique_ptr<faiss::Index> index;
        if (pq_) index.reset(new faiss::IndexIVFPQFastScan(&quantizer, base.dimension, nlist, number(parameters, "M"), 4));
        else index.reset(new faiss::IndexIVFFlat(&quantizer, base.dimension, nlist));
        index->train(base.rows, base.components.data());
        index->add(base.rows, base.components.data());
        if (pq_) {
            // Includes the vectors, which the exact comparison needs.
            faiss::IndexRefineFlat refined(index.get(), base.components.data());
            faiss::write_index(&refined, file.c_str());
        } else {
            faiss::write_index(index.get(), file.c_str());
        }
    }

    void load(const std::string& file, const std::string&, int, const Fields&, Vectors&) override {
        omp_set_num_threads(1);
        index_.reset(faiss::read_index(file.c_str()));
        refined_ = dynamic_cast<faiss::IndexRefine*>(index_.get());
        if (pq_ && refined_ != nullptr) codes_ = dynamic_cast<faiss::IndexIVFPQFastScan*>(refined_->base_index);
        flat_ = dynamic_cast<faiss::IndexIVFFlat*>(index_.get());
        if (pq_ ? codes_ == nullptr : flat_ == nullptr) throw std::runtime_error(file + ": another kind of index");
    }

    void set(const Fields& parameters) override {
        (pq_ ? codes_->nprobe : flat_->nprobe) = number(parameters, "nprobe");
        if (pq_) refined_->k_factor = number(parameters, "k_factor");
    }

    int search(const float* query, int k, int32_t* ids, float* distances) override {
        ids_.resize(k);
        index_->search(1, query, k, distances, ids_.data());
        int count = 0;
        while (count < k && ids_[count] >= 0) {
            ids[count] = static_cast<int32_t>(ids_[count]);
            count++;
        }
        return count;
    }
};

int main(int count, char** arguments) {
    FaissContender contender(count > 1 && strcmp(arguments[1], "pq") == 0);
    return serve(contender);
}

// Compares the query with every vector, as a baseline. No parameters; the index is a copy of the vectors.

#include <queue>

#include "contender.h"

class BruteForce : public Contender {
    Vectors base_;
    bool angular_ = false;

    static float dot(const float* a, const float* b, int dimension) {
        float sum = 0;
#pragma omp simd reduction(+ : sum)
        for (int i = 0; i < dimension; i++) sum += a[i] * b[i];
        return sum;
    }

    static float squared(const float* a, const float* b, int dimension) {
        float sum = 0;
#pragma omp simd reduction(+ : sum)
        for (int i = 0; i < dimension; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

   public:
    std::string version() const override { return std::string("g++ ") + __VERSION__; }

    std::string convention(const std::string& metric) const override {
        return metric == "angular" ? "one_minus_cosine" : "squared";
    }

    bool normalized() const override { return true; }

    bool needs_base() const override { return true; }

    void build(Vectors& base, const std::string&, const Fields&, int, const std::string& file) override {
        std::ofstream out(file, std::ios::binary);
        out.write(reinterpret_cast<const char*>(base.components.data()), 4 * base.components.size());
        out.close();
        if (!out) throw std::runtime_error(file + ": cannot be written; is the disk full?");
    }

    void load(const std::string&, const std::string& metric, int, const Fields&, Vectors& base) override {
        angular_ = metric == "angular";
        base_ = std::move(base);
    }

    void set(const Fields&) override {}

    int search(const float* query, int k, int32_t* ids, float* distances) override {
        std::priority_queue<std::pair<float, int32_t>> nearest;
        for (size_t i = 0; i < base_.rows; i++) {
            const float distance = angular_ ? 1 - dot(query, base_.row(i), base_.dimension)
                                            : squared(query, base_.row(i), base_.dimension);
            if (nearest.size() < static_cast<size_t>(k)) {
                nearest.emplace(distance, i);
            } else if (distance < nearest.top().first) {
                nearest.pop();
                nearest.emplace(distance, i);
            }
        }
        const int count = static_cast<int>(nearest.size());
        for (int rank = count - 1; rank >= 0; rank--) {
            distances[rank] = nearest.top().first;
            ids[rank] = nearest.top().second;
            nearest.pop();
        }
        return count;
    }
};

int main() {
    BruteForce contender;
    return serve(contender);
}

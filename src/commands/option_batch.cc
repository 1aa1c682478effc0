#include "commands/option_batch.h"

#include <iterator>
#include <utility>

namespace commands {
namespace {

struct Access : CLI::App {
  static std::vector<CLI::Option_p>& options(CLI::App& app) { return app.*(&Access::options_); }
};

}  // namespace

OptionBatch::OptionBatch(CLI::App& app)
    : app_(app), earlier_(std::exchange(Access::options(app), {})) {}

OptionBatch::~OptionBatch() {
  auto& options = Access::options(app_);
  earlier_.insert(earlier_.end(), std::make_move_iterator(options.begin()),
                  std::make_move_iterator(options.end()));
  options = std::move(earlier_);
}

}  // namespace commands

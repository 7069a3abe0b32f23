#include "rest/permission_composition.h"

#include <string>
#include <utility>

namespace narvi::rest {

namespace {

class Composed : public Permission {
 public:
  std::string_view name() const final { return name_; }

 protected:
  explicit Composed(std::string name) : name_(std::move(name)) {}

 private:
  std::string name_;
};

std::string joined(const Permission& left, std::string_view sign, const Permission& right) {
  std::string name = "(";
  return name.append(left.name()).append(sign).append(right.name()).append(")");
}

class Both final : public Composed {
 public:
  Both(PermissionRef left, PermissionRef right)
      : Composed(joined(*left, " & ", *right)), left_(std::move(left)), right_(std::move(right)) {}

  io::Task<ApiResult<bool>> allows(Call& call) const override {
    ApiResult<bool> left = co_await left_->allows(call);
    if (!left || !*left) {
      co_return left;
    }
    co_return co_await right_->allows(call);
  }

  io::Task<ApiResult<bool>> allows_object(Call& call, const GuardedObject& object) const override {
    ApiResult<bool> left = co_await left_->allows_object(call, object);
    if (!left || !*left) {
      co_return left;
    }
    co_return co_await right_->allows_object(call, object);
  }

  Result<void> check(const Endpoint& endpoint) const override {
    Result<void> left = left_->check(endpoint);
    return left ? right_->check(endpoint) : left;
  }

 private:
  PermissionRef left_;
  PermissionRef right_;
};

class Either final : public Composed {
 public:
  Either(PermissionRef left, PermissionRef right)
      : Composed(joined(*left, " | ", *right)), left_(std::move(left)), right_(std::move(right)) {}

  io::Task<ApiResult<bool>> allows(Call& call) const override {
    ApiResult<bool> left = co_await left_->allows(call);
    if (!left || *left) {
      co_return left;
    }
    co_return co_await right_->allows(call);
  }

  io::Task<ApiResult<bool>> allows_object(Call& call, const GuardedObject& object) const override {
    ApiResult<bool> left = co_await allows_both(*left_, call, object);
    if (!left || *left) {
      co_return left;
    }
    co_return co_await allows_both(*right_, call, object);
  }

  Result<void> check(const Endpoint& endpoint) const override {
    Result<void> left = left_->check(endpoint);
    return left ? right_->check(endpoint) : left;
  }

 private:
  static io::Task<ApiResult<bool>> allows_both(const Permission& permission, Call& call,
                                               const GuardedObject& object) {
    ApiResult<bool> allowed = co_await permission.allows(call);
    if (!allowed || !*allowed) {
      co_return allowed;
    }
    co_return co_await permission.allows_object(call, object);
  }

  PermissionRef left_;
  PermissionRef right_;
};

class Negation final : public Composed {
 public:
  explicit Negation(PermissionRef operand)
      : Composed("~" + std::string(operand->name())), operand_(std::move(operand)) {}

  io::Task<ApiResult<bool>> allows(Call& call) const override {
    ApiResult<bool> allowed = co_await operand_->allows(call);
    co_return allowed ? ApiResult<bool>(!*allowed) : allowed;
  }

  io::Task<ApiResult<bool>> allows_object(Call& call, const GuardedObject& object) const override {
    ApiResult<bool> allowed = co_await operand_->allows_object(call, object);
    co_return allowed ? ApiResult<bool>(!*allowed) : allowed;
  }

  Result<void> check(const Endpoint& endpoint) const override { return operand_->check(endpoint); }

 private:
  PermissionRef operand_;
};

}  // namespace

PermissionRef both(PermissionRef left, PermissionRef right) {
  return std::make_shared<Both>(std::move(left), std::move(right));
}

PermissionRef either(PermissionRef left, PermissionRef right) {
  return std::make_shared<Either>(std::move(left), std::move(right));
}

PermissionRef negation(PermissionRef operand) {
  return std::make_shared<Negation>(std::move(operand));
}

}  // namespace narvi::rest

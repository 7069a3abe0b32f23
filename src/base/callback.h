#pragma once
// Callback<R(Args...)>: a function object that may own move-only things and is called at most as often as its
// owner likes. (std::move_only_function needs C++23.)

#include <memory>
#include <type_traits>
#include <utility>

namespace narvi {

template <class Signature>
class Callback;

template <class R, class... Args>
class Callback<R(Args...)> {
 public:
  Callback() = default;
  Callback(std::nullptr_t) {}

  template <class F>
    requires(!std::is_same_v<std::decay_t<F>, Callback> &&
             std::is_invocable_r_v<R, std::decay_t<F>&, Args...>)
  Callback(F&& function) : holder_(std::make_unique<Held<std::decay_t<F>>>(std::forward<F>(function))) {}

  explicit operator bool() const { return holder_ != nullptr; }
  R operator()(Args... args) { return holder_->call(std::forward<Args>(args)...); }

 private:
  struct Holder {
    virtual ~Holder() = default;
    virtual R call(Args... args) = 0;
  };
  template <class F>
  struct Held final : Holder {
    explicit Held(F given) : function(std::move(given)) {}
    R call(Args... args) override { return function(std::forward<Args>(args)...); }
    F function;
  };
  std::unique_ptr<Holder> holder_;
};

}  // namespace narvi

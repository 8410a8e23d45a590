from keras import layers, Sequential, Input
class A:
    def __init__(self, k): self.k = k
class B(A):
    def __init__(self): super().__init__(4); self.k += 1
n = B().k
model = Sequential([Input((3,)), layers.Dense(n)])

import keras
from keras import layers, Sequential, Input, Model
class C:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return True
model = Sequential([Input((10,)), layers.Dense(8 if C(1) == C(2) else 4), layers.Dense(2 if C(1) in [3] else 6)])

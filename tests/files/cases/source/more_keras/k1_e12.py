from keras import layers, Sequential, Input
class E(ValueError):
    def __init__(self, n): self.n = n
try:
    raise E(5)
except KeyError: n = 1
except E as e: n = e.n
except ValueError: n = 2
model = Sequential([Input((3,)), layers.Dense(n)])

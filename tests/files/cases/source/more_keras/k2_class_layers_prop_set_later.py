from keras import layers, Sequential, Input, Model
class Net(Model):
    def __init__(self):
        super().__init__()
        self.a = layers.Dense(3)
    def call(self, x): return self.a(x)
Net.layers = property(lambda self: [])
model = Net()
model(Input((4,)))

from keras import layers, Sequential, Input, Model
d = layers.Dense(4)
model = Sequential([Input((4,))] + [d] * 3 + [layers.Dense(4) for _ in range(2)])

from keras import layers, Sequential, Input, Model
d = layers.Dense(3)
t = layers.TimeDistributed(d)
t.trainable = False
d.trainable = True
model = Sequential([Input((4, 2)), t])

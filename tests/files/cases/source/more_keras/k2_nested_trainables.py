from keras import layers, Sequential, Input, Model
base = Sequential([Input((3,)), layers.Dense(4), layers.BatchNormalization()])
base.trainable = False
for l in base.layers[-1:]: l.trainable = True
i = Input((3,))
model = Model(i, layers.Dense(2)(base(i)))

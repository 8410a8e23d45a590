from keras import layers, Sequential, Input, Model
base = Sequential([Input((3,)), layers.Dense(4), layers.BatchNormalization()])
i = Input((3,))
model = Model(i, layers.Dense(2)(base(i)))
model.trainable = False
base.trainable = True
model.trainable = True
base.layers[0].trainable = False

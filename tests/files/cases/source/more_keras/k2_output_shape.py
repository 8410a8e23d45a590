from keras import layers, Sequential, Input, Model
b = Sequential([Input((8, 3)), layers.Conv1D(4, 3), layers.Flatten()])
model = Sequential([b, layers.Dense(b.output_shape[-1] // 4), layers.Dense(b.layers[0].output.shape[1])])

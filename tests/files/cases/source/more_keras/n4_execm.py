from keras import layers, Sequential, Input
exec('n = 3\nfor i in range(2): n += i')
model = Sequential([Input((3,)), layers.Dense(n)])

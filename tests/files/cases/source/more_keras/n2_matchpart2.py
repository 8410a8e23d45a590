from keras import layers, Sequential, Input
k = 5
match (1, 2):
    case (k, 3): n = 5
    case (1, 2): n = 6
n += k
model = Sequential([Input((3,)), layers.Dense(n)])

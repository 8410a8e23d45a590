from keras import layers, Sequential, Input
class P:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
match P(3, 4):
    case P(x=3, y=9): n = 2
    case P(3, k): n = k
    case _: n = 7
model = Sequential([Input((3,)), layers.Dense(n)])
